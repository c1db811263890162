"""Sequential: writes all cars of the session into a page of shared memory, for overlays and timing outside the game.

For players without Custom Shaders Patch; its Lua app writes the same page, with more in it. agent/cars/app-page.ts reads it.
Sequential writes one number back, the car that a commentator shows.
The game has Python 3.3 without ctypes, so only mmap and struct are used.
"""
import mmap
import struct

import ac
import acsys

PAGE = 'Sequential.AC.v1'
MAGIC = 0x43415153  # SQAC
VERSION = 1
HEADER_BYTES = 512
CAR_BYTES = 288
CARS_MAX = 128
WRITER_LUA = 1
WRITER_PYTHON = 2
WRITER_AT = 56
CAMERA_AT = 60

HEADER = struct.Struct('<5I')
COUNTS = struct.Struct('<3iIfIII')
COUNTS_AT = 28
SEQ_BEGIN_AT = 20
SEQ_END_AT = 24
SEQ = struct.Struct('<I')
TEXTS_AT = 64
TEXTS = struct.Struct('<64s64s64s')

# Until the texts of a car.
CAR = struct.Struct('<2iI6i16fifi')
CAR_TEXTS_AT = 112
CAR_TEXTS = struct.Struct('<64s48s16s8s32s')

CONNECTED, PIT_LANE, IN_PIT, ABS, TC, PLAYER = 1, 2, 4, 8, 16, 128
LAP_INVALID = 64
REPORTS_CAMERA, MOVES_CAMERA, CAMERA_WAITS = 32, 64, 128

NAMES_EVERY_S = 2.0
WRITE_EVERY_S = 1.0 / 60
# While the Lua app writes, this one does not.
LUA_SILENT_S = 5.0
# The camera stays with a driver whose car has moved within this time.
STILL_S = 3.0
STILL_MPS = 5 / 3.6

page = None
clock = 0.0
written_at = -1.0
names_at = -1e9
named_cars = -1
number = 0
lua_number = -1
lua_at = -1e9
# Off at each start of the game.
moves_camera = False
moved_at = -1e9
# The choice that was looked at last, as in the page: 0, or the index of the car + 1.
seen_camera = 0


def fitting(text, size):
    """UTF-8 of at most size - 1 bytes, without half a character at the end."""
    if not isinstance(text, str):
        return b''
    return text.encode('utf-8', 'replace')[: size - 1].decode('utf-8', 'ignore').encode('utf-8')


def acMain(ac_version):
    global page
    page = mmap.mmap(0, HEADER_BYTES + CARS_MAX * CAR_BYTES, PAGE)
    # A page that outlived another run of the game has a choice of that time.
    SEQ.pack_into(page, CAMERA_AT, 0)
    app = ac.newApp('Sequential')
    ac.setSize(app, 300, 90)
    label = ac.addLabel(app, 'All cars for Sequential')
    ac.setPosition(label, 10, 30)
    box = ac.addCheckBox(app, 'Let the commentator move my camera')
    ac.setPosition(box, 10, 60)
    ac.addOnCheckBoxChanged(box, on_camera_box)
    return 'Sequential'


def acUpdate(delta):
    global clock, written_at
    clock += delta
    if page is None or clock - written_at < WRITE_EVERY_S:
        return
    written_at = clock
    if not lua_writes():
        follow_commentator()
        write()


def on_camera_box(_name, value):
    global moves_camera, seen_camera
    moves_camera = bool(value)
    # The car that is chosen already is shown at once.
    seen_camera = 0


def follow_commentator():
    """Drops a choice that is not allowed when it comes: the camera must not jump later, when the driver stops."""
    global seen_camera, moved_at
    if state(0, acsys.CS.SpeedMS) > STILL_MPS:
        moved_at = clock
    (chosen,) = SEQ.unpack_from(page, CAMERA_AT)
    if chosen == seen_camera:
        return
    seen_camera = chosen
    is_allowed = moves_camera and may_move_now()
    if not is_allowed or not 1 <= chosen <= ac.getCarsCount():
        return
    i = chosen - 1
    # The game resets the view of a car that is asked for again.
    if ac.isConnected(i) and ac.getFocusedCar() != i:
        ac.focusCar(i)


def may_move_now():
    return clock - moved_at >= STILL_S


def camera_flags():
    flags = REPORTS_CAMERA
    flags |= MOVES_CAMERA if moves_camera else 0
    flags |= 0 if may_move_now() else CAMERA_WAITS
    return flags


def lua_writes():
    global lua_number, lua_at
    (seen,) = SEQ.unpack_from(page, SEQ_END_AT)
    (writer,) = SEQ.unpack_from(page, WRITER_AT)
    if writer == WRITER_LUA and seen != lua_number:
        lua_number = seen
        lua_at = clock
    return clock - lua_at < LUA_SILENT_S


def acShutdown():
    global page
    if page is not None:
        page.close()
        page = None


def state(i, value):
    """A number of a car; the game gives None or rubbish for some."""
    try:
        return float(ac.getCarState(i, value))
    except (TypeError, ValueError):
        return 0.0


def in_action(name, i):
    """ABS and traction control: only Custom Shaders Patch knows them."""
    ask = getattr(ac, name, None)
    return bool(ask(i)) if ask is not None else False


def whole(value):
    return int(max(-2147483648, min(2147483647, value)))


def write_names(count):
    TEXTS.pack_into(
        page,
        TEXTS_AT,
        fitting(ac.getServerName(), 64),
        fitting(ac.getTrackName(0), 64),
        fitting(ac.getTrackConfiguration(0), 64),
    )
    for i in range(count):
        tyre = ac.getCarTyreCompound(i) if hasattr(ac, 'getCarTyreCompound') else ''
        CAR_TEXTS.pack_into(
            page,
            HEADER_BYTES + i * CAR_BYTES + CAR_TEXTS_AT,
            fitting(ac.getDriverName(i), 64),
            fitting(ac.getCarName(i), 48),
            fitting(tyre, 16),
            b'',
            b'',
        )


def write_car(i):
    cs = acsys.CS
    flags = CONNECTED if ac.isConnected(i) else 0
    flags |= PIT_LANE if ac.isCarInPitline(i) else 0
    flags |= IN_PIT if ac.isCarInPit(i) else 0
    flags |= ABS if in_action('ext_getStateAbsActive', i) else 0
    flags |= TC if in_action('ext_getStateTcActive', i) else 0
    flags |= LAP_INVALID if state(i, cs.LapInvalidated) > 0 else 0
    flags |= PLAYER if i == 0 else 0
    x, y, z = ac.getCarState(i, cs.WorldPosition)
    speed = state(i, cs.SpeedMS)
    CAR.pack_into(
        page,
        HEADER_BYTES + i * CAR_BYTES,
        i,
        -1,
        flags,
        whole(ac.getCarLeaderboardPosition(i)),
        whole(state(i, cs.LapCount)),
        whole(state(i, cs.LapTime)),
        whole(state(i, cs.LastLap)),
        whole(state(i, cs.BestLap)),
        -1,
        x, y, z,
        # The game does not tell where the nose or the movement points.
        0.0, 0.0, 0.0,
        0.0, 0.0, 0.0,
        state(i, cs.NormalizedSplinePosition),
        speed * 3.6,
        state(i, cs.Gas), state(i, cs.Brake), state(i, cs.Clutch), state(i, cs.Steer),
        state(i, cs.RPM),
        whole(state(i, cs.Gear)),
        0.0,
        0,
    )


def write():
    global names_at, named_cars, number
    count = min(ac.getCarsCount(), CARS_MAX)
    # A reader that finds other numbers at its end than at its beginning has read half a picture.
    number = (number + 1) % 4294967296
    SEQ.pack_into(page, SEQ_BEGIN_AT, number)
    HEADER.pack_into(page, 0, MAGIC, VERSION, HEADER_BYTES, CAR_BYTES, CARS_MAX)
    COUNTS.pack_into(
        page, COUNTS_AT, count, ac.getFocusedCar(), -1, camera_flags(), 0.0,
        int(clock * 1000) % 4294967296, 0, WRITER_PYTHON,
    )
    if count != named_cars or clock - names_at >= NAMES_EVERY_S:
        named_cars = count
        names_at = clock
        write_names(count)
    for i in range(count):
        write_car(i)
    SEQ.pack_into(page, SEQ_END_AT, number)
