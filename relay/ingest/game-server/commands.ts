/** Writes the messages to Assetto Corsa's dedicated server (UDP plugin protocol, version 4). Pure. */
import { serverCommandKinds as kinds } from '../../../protocol/server-packets.ts';

export type ServerCommand =
  /** The server sends where each car is this often, ms; 0: never. It sends nothing of it before it was asked. */
  | { readonly type: 'update-interval'; readonly ms: number }
  | { readonly type: 'car-info'; readonly carId: number }
  | { readonly type: 'chat'; readonly carId: number; readonly text: string }
  | { readonly type: 'broadcast-chat'; readonly text: string }
  /** `currentSessionIndex` of protocol/server-packets.ts: the current one. */
  | { readonly type: 'session-info'; readonly index: number }
  | {
      readonly type: 'change-session';
      readonly index: number;
      readonly name: string;
      /** 0 booking, 1 practice, 2 qualifying, 3 race. */
      readonly kind: number;
      readonly laps: number;
      readonly seconds: number;
      readonly waitS: number;
    }
  | { readonly type: 'kick'; readonly carId: number }
  | { readonly type: 'next-session' }
  | { readonly type: 'restart-session' }
  /** As a driver with the admin's password types it into the chat, for instance `/ballast 3 20`. */
  | { readonly type: 'admin-command'; readonly text: string };

const textChars = 255;

function u8(value: number): number[] {
  return [value & 0xff];
}

function u16(value: number): number[] {
  return [value & 0xff, (value >> 8) & 0xff];
}

function u32(value: number): number[] {
  return [...u16(value & 0xffff), ...u16((value >>> 16) & 0xffff)];
}

/** One byte of length, then UTF-32. Longer texts are cut. */
function wide(text: string): number[] {
  const characters = [...text].slice(0, textChars);
  return [characters.length, ...characters.flatMap((one) => u32(one.codePointAt(0)!))];
}

function bytesOf(command: ServerCommand): number[] {
  switch (command.type) {
    case 'update-interval':
      return [kinds.updateInterval, ...u16(command.ms)];
    case 'car-info':
      return [kinds.carInfo, ...u8(command.carId)];
    case 'chat':
      return [kinds.chat, ...u8(command.carId), ...wide(command.text)];
    case 'broadcast-chat':
      return [kinds.broadcastChat, ...wide(command.text)];
    case 'session-info':
      return [kinds.sessionInfo, ...u16(command.index)];
    case 'change-session': {
      const { index, name, kind, laps, seconds, waitS } = command;
      const numbers = [...u8(kind), ...u32(laps), ...u32(seconds), ...u32(waitS)];
      return [kinds.changeSession, ...u8(index), ...wide(name), ...numbers];
    }
    case 'kick':
      return [kinds.kick, ...u8(command.carId)];
    case 'next-session':
      return [kinds.nextSession];
    case 'restart-session':
      return [kinds.restartSession];
    case 'admin-command':
      return [kinds.adminCommand, ...wide(command.text)];
  }
}

export function encodeServerCommand(command: ServerCommand): Uint8Array {
  return Uint8Array.from(bytesOf(command));
}
