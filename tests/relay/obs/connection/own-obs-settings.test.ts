/** What the settings files of OBS say about its WebSocket server. */
import { describe, expect, test } from 'vitest';
import {
  foundObs,
  type ObsFile,
  obsPlaces,
  ownObsSentence,
  settingsOfFound,
  withoutSecret,
} from '../../../../relay/obs/connection/own-obs-settings.ts';

const none: ObsFile = { kind: 'none' };
const text = (content: string, changedMs = 1): ObsFile => ({
  kind: 'text',
  text: content,
  changedMs,
});
const json = (settings: object, changedMs?: number) => ({
  json: text(JSON.stringify(settings), changedMs),
  ini: text('[General]\nFirstRun=true\n'),
});

/** As OBS 32 writes it. */
const written = {
  alerts_enabled: false,
  auth_required: true,
  first_load: false,
  server_enabled: true,
  server_password: 'Yx1yMoDHS2nDDjIz',
  server_port: 4477,
};

describe('config.json of OBS 30.2 and newer', () => {
  test('tells port, password and that the server is on', () => {
    const found = foundObs([json(written)]);
    expect(found).toEqual({
      server: 'on',
      port: 4477,
      password: 'known',
      secret: 'Yx1yMoDHS2nDDjIz',
    });
    expect(settingsOfFound(found)).toEqual({
      url: 'ws://127.0.0.1:4477',
      password: 'Yx1yMoDHS2nDDjIz',
    });
  });

  test('leaves out the password in what others may read', () => {
    expect(JSON.stringify(withoutSecret(foundObs([json(written)])!))).not.toContain('Yx1y');
  });

  test('tells that the server is off', () => {
    expect(foundObs([json({ ...written, server_enabled: false })])?.server).toBe('off');
  });

  test('without authentication needs no password', () => {
    const found = foundObs([json({ ...written, auth_required: false })]);
    expect(found).toMatchObject({ password: 'none', secret: null });
    expect(settingsOfFound(found)).toEqual({ url: 'ws://127.0.0.1:4477' });
  });

  test('with an empty password makes the user type it', () => {
    expect(foundObs([json({ ...written, server_password: '' })])?.password).toBe('unknown');
  });

  test('has the defaults of obs-websocket for missing keys', () => {
    expect(foundObs([json({})])).toMatchObject({ server: 'off', port: 4455 });
  });

  test.each(['', '{"server_port": 4477', '[]', '{"server_port": 0}', '{"server_enabled": "yes"}'])(
    'that says %j is an OBS about which nothing is known',
    (content) => {
      const found = foundObs([{ json: text(content), ini: none }]);
      expect(found).toMatchObject({ server: 'unknown', port: null, password: 'unknown' });
      expect(settingsOfFound(found)).toEqual({ url: 'ws://127.0.0.1:4455' });
    },
  );
});

describe('global.ini of OBS 28 to 30.1', () => {
  const ini = [
    '\uFEFF[General]',
    'ServerEnabled=false',
    '[OBSWebSocket]',
    'ServerEnabled=true',
    'ServerPort=4488',
    'AuthRequired=true',
    'ServerPassword=a=b;c',
    '[Basic]',
    'ServerPort=1',
  ];

  test('tells the same, in its section only', () => {
    expect(foundObs([{ json: none, ini: text(ini.join('\r\n')) }])).toEqual({
      server: 'on',
      port: 4488,
      password: 'known',
      secret: 'a=b;c',
    });
  });

  test('says nothing once OBS has emptied the section', () => {
    const moved = text('[General]\nFirstRun=true\n[OBSWebSocket]\n[Basic]\n');
    expect(foundObs([{ json: none, ini: moved }])?.server).toBe('unknown');
  });

  test('does not count beside config.json, which is newer', () => {
    const found = foundObs([{ json: text(JSON.stringify(written)), ini: text(ini.join('\n')) }]);
    expect(found?.port).toBe(4477);
  });
});

describe('several places', () => {
  test('without a file mean that there is no OBS', () => {
    expect(foundObs([])).toBeNull();
    expect(foundObs([{ json: none, ini: none }])).toBeNull();
  });

  test('a file that this user may not read is an OBS about which nothing is known', () => {
    expect(foundObs([{ json: { kind: 'unreadable' }, ini: none }])?.server).toBe('unknown');
  });

  test('the OBS whose server is on is the one', () => {
    const off = json({ ...written, server_enabled: false, server_port: 1 }, 9);
    expect(foundObs([off, json(written, 1)])?.port).toBe(4477);
  });

  test('of two, the one that changed last is the one', () => {
    const older = json({ ...written, server_port: 1 }, 1);
    const newer = json({ ...written, server_port: 2 }, 2);
    expect(foundObs([older, newer])?.port).toBe(2);
    expect(foundObs([newer, older])?.port).toBe(2);
  });
});

describe('places', () => {
  test('of Windows are the roaming folder and the usual places of a portable OBS', () => {
    const env = { APPDATA: 'C:\\Users\\Jörg\\AppData\\Roaming', ProgramFiles: 'D:\\Programme' };
    const places = obsPlaces({ platform: 'win32', env, home: 'C:\\Users\\Jörg' });
    expect(places[0]).toEqual({
      json: 'C:\\Users\\Jörg\\AppData\\Roaming\\obs-studio\\plugin_config\\obs-websocket\\config.json',
      ini: 'C:\\Users\\Jörg\\AppData\\Roaming\\obs-studio\\global.ini',
    });
    expect(places.map(({ ini }) => ini)).toContain(
      'D:\\Programme\\obs-studio\\config\\obs-studio\\global.ini',
    );
  });

  test('of Linux are the configuration folder, Flatpak and Snap', () => {
    const machine = {
      platform: 'linux',
      env: { XDG_CONFIG_HOME: '/cfg' },
      home: '/home/jo',
    } as const;
    expect(obsPlaces(machine).map(({ ini }) => ini)).toEqual([
      '/cfg/obs-studio/global.ini',
      '/home/jo/.config/obs-studio/global.ini',
      '/home/jo/.var/app/com.obsproject.Studio/config/obs-studio/global.ini',
      '/home/jo/snap/obs-studio/current/.config/obs-studio/global.ini',
    ]);
  });

  test('of Linux are named once, and a relative configuration folder is ignored', () => {
    const paths = (folder: string) =>
      obsPlaces({ platform: 'linux', env: { XDG_CONFIG_HOME: folder }, home: '/home/jo' }).map(
        ({ ini }) => ini,
      );
    expect(paths('/home/jo/.config')).toHaveLength(3);
    expect(paths('config')).toHaveLength(3);
  });

  test('of macOS is the library', () => {
    const places = obsPlaces({ platform: 'darwin', env: {}, home: '/Users/jo' });
    expect(places.map(({ ini }) => ini)).toEqual([
      '/Users/jo/Library/Application Support/obs-studio/global.ini',
    ]);
  });
});

describe('the sentence', () => {
  const found = { server: 'off', port: 4455, password: 'known' } as const;

  test('names the switch while the server is off', () => {
    expect(ownObsSentence('refused', found)).toContain('tick Enable WebSocket server');
    expect(ownObsSentence('gone', found)).toContain('tick Enable WebSocket server');
  });

  test('says that OBS is not running when its server would be on', () => {
    expect(ownObsSentence('refused', { ...found, server: 'on' })).toContain('is not running');
  });

  test('leaves everything else to the state', () => {
    expect(ownObsSentence('connected', found)).toBeNull();
    expect(ownObsSentence('refused', null)).toBeNull();
    expect(ownObsSentence('gone', { ...found, server: 'on' })).toBeNull();
  });
});
