"""Stands in for Assetto Corsa's Python: the modules that the app imports, with made-up cars. Runs the app and saves its page.

Usage: python3 fake_game.py SCRIPT FOLDER [patched]
"""
import importlib.util
import struct
import sys
import types

script, folder = sys.argv[1], sys.argv[2]
is_patched = 'patched' in sys.argv
pages = {}


def made_mmap(fileno, length, tagname):
    assert fileno == 0 and tagname == 'Sequential.AC.v1'
    page = bytearray(length)
    pages[tagname] = page

    class Page(bytearray):
        pass

    held = Page(length)
    # The choice of another run of the game.
    struct.pack_into('<I', held, 60, 2)
    held.close = lambda: None
    pages[tagname] = held
    return held


mmap = types.ModuleType('mmap')
mmap.mmap = made_mmap
sys.modules['mmap'] = mmap

names = ['Björn Ångström', '日本語の長い名前' * 5, -1]


class CS:
    LapCount, LapTime, LastLap, BestLap, LapInvalidated = 'laps', 'lap', 'last', 'best', 'invalid'
    WorldPosition, NormalizedSplinePosition, SpeedMS = 'position', 'spline', 'speed'
    Gas, Brake, Clutch, Steer, RPM, Gear = 'gas', 'brake', 'clutch', 'steer', 'rpm', 'gear'


acsys = types.ModuleType('acsys')
acsys.CS = CS
sys.modules['acsys'] = acsys

values = {
    'laps': 4, 'lap': 61234, 'last': 91000, 'best': 90000, 'invalid': 0, 'spline': 0.25, 'speed': 50.0,
    'gas': 0.5, 'brake': 0.25, 'clutch': 1.0, 'steer': -45.5, 'rpm': 7250, 'gear': 4,
}


def get_car_state(i, value):
    if value == 'position':
        return (100.5 + i, 2.25, -300.75)
    return None if i == 2 else values[value]


ac = types.ModuleType('ac')
ac.newApp = lambda name: 1
ac.setSize = ac.setPosition = lambda *words: None
ac.addLabel = lambda app, text: 2
boxes = {}
shown = []
ac.addCheckBox = lambda app, text: text
ac.addOnCheckBoxChanged = lambda box, changed: boxes.update({box: changed})
ac.focusCar = shown.append
ac.getCarsCount = lambda: 3
ac.getFocusedCar = lambda: 1
ac.getServerName = lambda: 'Liga – Söndag'
ac.getTrackName = lambda i: 'ks_red_bull_ring'
ac.getTrackConfiguration = lambda i: 'layout_gp'
ac.getDriverName = lambda i: names[i]
ac.getCarName = lambda i: 'ks_ferrari_488_gt3' if i < 2 else -1
ac.getCarTyreCompound = lambda i: 'M'
ac.isConnected = lambda i: 1 if i < 2 else 0
ac.isCarInPitline = lambda i: 1 if i == 1 else 0
ac.isCarInPit = lambda i: 0
ac.getCarLeaderboardPosition = lambda i: 3 - i
ac.getCarState = get_car_state
if is_patched:
    ac.ext_getStateAbsActive = lambda i: i == 0
    ac.ext_getStateTcActive = lambda i: i == 0
sys.modules['ac'] = ac


def save(name):
    with open('%s/%s.bin' % (folder, name), 'wb') as file:
        file.write(bytes(pages['Sequential.AC.v1']))


spec = importlib.util.spec_from_file_location('Sequential', script)
app = importlib.util.module_from_spec(spec)
spec.loader.exec_module(app)
assert app.acMain('1.16') == 'Sequential'
assert struct.unpack_from('<I', pages['Sequential.AC.v1'], 60) == (0,)
app.acUpdate(0.02)
save('first')
app.acUpdate(0.001)
save('early')
app.acUpdate(0.05)
save('second')

# The Lua app writes the page too: this one stops.
page = pages['Sequential.AC.v1']
for number in (1000, 1001):
    struct.pack_into('<I', page, 56, 1)
    struct.pack_into('<II', page, 20, number, number)
    app.acUpdate(0.05)
save('lua')
# The Lua app has gone.
app.acUpdate(6)
save('alone')

# Sequential chooses cars for the camera; each step is a line of what the game was asked to show.
lines = []


def step(name, camera=None, seconds=0.1):
    if camera is not None:
        struct.pack_into('<I', page, 60, camera)
    app.acUpdate(seconds)
    lines.append('%s: %s' % (name, ' '.join(map(str, shown))))
    del shown[:]


tick = boxes['Let the commentator move my camera']
values['speed'] = 0.0
step('stands', seconds=10)
step('not ticked', 1)
tick('', 1)
step('ticked')
save('ticked')
step('again')
step('nobody', 0)
step('on screen', 2)
step('not connected', 3)
step('not there', 120)
values['speed'] = 2.0
step('driving', 1)
save('driving')
values['speed'] = 0.0
step('stopped', seconds=10)
tick('', 0)
step('ticked off', 2)
with open('%s/camera.txt' % folder, 'w') as file:
    file.write('\n'.join(lines) + '\n')
app.acShutdown()
