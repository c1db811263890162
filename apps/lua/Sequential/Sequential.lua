-- Sequential: writes all cars of the session into a page of shared memory, for overlays and timing outside the game.
-- agent/cars/app-page.ts reads it and has the same layout; the Python app writes the same page.
-- Sequential writes one number back, `camera`: the car that a commentator shows.
-- A change of the layout needs another VERSION, and another name of the page.

local PAGE = 'Sequential.AC.v1'
local MAGIC = 0x43415153 -- SQAC
local VERSION = 1
local HEADER_BYTES = 512
local CAR_BYTES = 288
local CARS_MAX = 128
local HITS_MAX = 16
local WRITER_LUA = 1

-- Everything is 4 bytes wide or text, so that no compiler adds gaps.
local LAYOUT = [[
  uint32_t magic;
  uint32_t version;
  uint32_t headerBytes;
  uint32_t carBytes;
  uint32_t carsMax;
  uint32_t seqBegin;
  uint32_t seqEnd;
  int32_t carsCount;
  int32_t focusedCar;
  int32_t sessionType;
  uint32_t flags;
  float trackLengthM;
  uint32_t clockMs;
  uint32_t hitsCount;
  uint32_t writer;
  uint32_t camera;
  char server[64];
  char track[64];
  char trackConfiguration[64];
  struct {
    uint32_t number;
    int32_t car;
    int32_t other;
    uint32_t clockMs;
  } hits[16];
  struct {
    int32_t id;
    int32_t sessionId;
    uint32_t flags;
    int32_t place;
    int32_t laps;
    int32_t lapMs;
    int32_t lastLapMs;
    int32_t bestLapMs;
    int32_t lastLapCuts;
    float position[3];
    float look[3];
    float velocity[3];
    float spline;
    float speedKmh;
    float gas;
    float brake;
    float clutch;
    float steer;
    float rpm;
    int32_t gear;
    float fuel;
    int32_t reserved;
    char driver[64];
    char car[48];
    char tyre[16];
    char number[8];
    char team[32];
    char spare[8];
  } cars[128];
]]

local CONNECTED, PIT_LANE, IN_PIT, ABS, TC, LIGHTS, LAP_INVALID, PLAYER = 1, 2, 4, 8, 16, 32, 64, 128
local PAUSED, REPLAY, ONLINE, MENU, STARTED = 1, 2, 4, 8, 16
local REPORTS_CAMERA, MOVES_CAMERA, CAMERA_WAITS = 32, 64, 128

-- Names change rarely and cost the most.
local NAMES_EVERY_S = 2
local WRITE_EVERY_S = 1 / 90
-- The camera stays with a driver whose car has moved within this time.
local STILL_S = 3
local STILL_KMH = 5

local sim = ac.getSim()
local barrier = ac.memoryBarrier or function () end
local page = ac.writeMemoryMappedFile(PAGE, LAYOUT)
local clock, writtenAt, namesAt = 0, -1, -1e9
local namedCars = -1
local hits = {}
local lastCuts = {}
local settings = ac.storage and ac.storage({ moveCamera = false }) or { moveCamera = false }
local movedAt = -1e9
-- The choice that was looked at last, as in the page: 0, or the index of the car + 1.
local seenCamera = 0
-- A page that outlived another run of the game has a choice of that time.
page.camera = 0

-- At most so many bytes, without half a character at the end.
local function fitting(text, bytes)
  text = text or ''
  if #text < bytes then return text end
  local last = bytes - 1
  while last > 0 do
    local next = text:byte(last + 1)
    if next < 0x80 or next > 0xbf then break end
    last = last - 1
  end
  return text:sub(1, last)
end

local function setFlag(condition, flag)
  return condition and flag or 0
end

local function millis(seconds)
  return math.floor(seconds * 1000) % 4294967296
end

local function copyVector(into, from)
  into[0], into[1], into[2] = from.x, from.y, from.z
end

-- Older versions of the patch lack some fields, and asking for one of those is an error.
local lacks = {}
local function field(car, name)
  if lacks[name] == nil then lacks[name] = not pcall(function () return car[name] end) end
  if lacks[name] then return nil end
  return car[name]
end

if ac.onCarCollision then
  ac.onCarCollision(-1, function (index)
    local car = ac.getCar(index)
    if car == nil or #hits >= HITS_MAX then return end
    -- 0 is the track, 1 the first car.
    local other = (field(car, 'collidedWith') or 0) - 1
    hits[#hits + 1] = { car = index, other = other, clockMs = millis(clock) }
  end)
end

if ac.onLapCompleted then
  ac.onLapCompleted(-1, function (index, _, isValid, cuts)
    lastCuts[index] = isValid and 0 or math.max(1, cuts or 0)
  end)
end

local function writeNames(count)
  page.server = fitting(ac.getServerName and ac.getServerName(), 64)
  page.track = fitting(ac.getTrackID(), 64)
  page.trackConfiguration = fitting(ac.getTrackLayout(), 64)
  for i = 0, count - 1 do
    local into = page.cars[i]
    into.driver = fitting(ac.getDriverName(i), 64)
    into.car = fitting(ac.getCarID(i), 48)
    into.tyre = fitting(ac.getTyresName(i), 16)
    into.number = fitting(tostring(ac.getDriverNumber(i) or ''), 8)
    into.team = fitting(ac.getDriverTeam and ac.getDriverTeam(i), 32)
  end
end

local function writeCar(i, car)
  local into = page.cars[i]
  into.id = i
  into.sessionId = field(car, 'sessionID') or -1
  into.flags = setFlag(car.isConnected, CONNECTED)
    + setFlag(car.isInPitlane, PIT_LANE)
    + setFlag(car.isInPit, IN_PIT)
    + setFlag(field(car, 'absInAction'), ABS)
    + setFlag(field(car, 'tractionControlInAction'), TC)
    + setFlag(field(car, 'headlightsActive'), LIGHTS)
    + setFlag(field(car, 'isLapValid') == false, LAP_INVALID)
    + setFlag(i == 0, PLAYER)
  into.place = car.racePosition
  into.laps = car.lapCount
  into.lapMs = car.lapTimeMs
  into.lastLapMs = car.previousLapTimeMs
  into.bestLapMs = car.bestLapTimeMs
  into.lastLapCuts = lastCuts[i] or -1
  copyVector(into.position, car.position)
  copyVector(into.look, car.look)
  copyVector(into.velocity, car.velocity)
  into.spline = car.splinePosition
  into.speedKmh = car.speedKmh
  into.gas, into.brake, into.clutch, into.steer = car.gas, car.brake, car.clutch, car.steer
  into.rpm, into.gear, into.fuel = car.rpm, car.gear, car.fuel
end

local function writeHits()
  for _, hit in ipairs(hits) do
    local into = page.hits[page.hitsCount % HITS_MAX]
    page.hitsCount = page.hitsCount + 1
    into.number, into.car, into.other, into.clockMs = page.hitsCount, hit.car, hit.other, hit.clockMs
  end
  hits = {}
end

local function mayMoveNow()
  return sim.isReplayActive or clock - movedAt >= STILL_S
end

local function write()
  local count = math.min(sim.carsCount, CARS_MAX)
  -- A reader that finds other numbers at its end than at its beginning has read half a picture.
  local number = (page.seqEnd + 1) % 4294967296
  page.seqBegin = number
  barrier()
  page.magic, page.version = MAGIC, VERSION
  page.headerBytes, page.carBytes, page.carsMax = HEADER_BYTES, CAR_BYTES, CARS_MAX
  page.writer = WRITER_LUA
  page.carsCount, page.focusedCar = count, sim.focusedCar
  page.sessionType = sim.raceSessionType
  page.trackLengthM = sim.trackLengthM
  page.clockMs = millis(clock)
  page.flags = setFlag(sim.isPaused, PAUSED)
    + setFlag(sim.isReplayActive, REPLAY)
    + setFlag(sim.isOnlineRace, ONLINE)
    + setFlag(sim.isInMainMenu, MENU)
    + setFlag(sim.isSessionStarted, STARTED)
    + REPORTS_CAMERA
    + setFlag(settings.moveCamera, MOVES_CAMERA)
    + setFlag(not mayMoveNow(), CAMERA_WAITS)
  if count ~= namedCars or clock - namesAt >= NAMES_EVERY_S then
    namedCars, namesAt = count, clock
    writeNames(count)
  end
  for i = 0, count - 1 do
    local car = ac.getCar(i)
    if car ~= nil then writeCar(i, car) else page.cars[i].flags = 0 end
  end
  writeHits()
  barrier()
  page.seqEnd = number
end

-- A choice that is not allowed when it comes is dropped: the camera must not jump later, when the driver stops.
local function followCommentator()
  local own = ac.getCar(0)
  if not sim.isReplayActive and own ~= nil and own.speedKmh > STILL_KMH then movedAt = clock end
  local chosen = page.camera
  if chosen == seenCamera then return end
  seenCamera = chosen
  local isAllowed = settings.moveCamera and mayMoveNow()
  if chosen == 0 or chosen > sim.carsCount or not isAllowed then return end
  local i = chosen - 1
  local car = ac.getCar(i)
  -- The game resets the view of a car that is asked for again.
  if car == nil or not car.isConnected or sim.focusedCar == i then return end
  ac.focusCar(i)
end

function script.update(dt)
  clock = clock + dt
  if clock - writtenAt < WRITE_EVERY_S then return end
  writtenAt = clock
  followCommentator()
  write()
end

function script.windowMain()
  ui.text(string.format('%d cars for Sequential', math.min(sim.carsCount, CARS_MAX)))
  ui.text('You may close this window.')
  if ui.checkbox('Let the commentator move my camera', settings.moveCamera) then
    settings.moveCamera = not settings.moveCamera
    -- The car that is chosen already is shown at once.
    seenCamera = 0
  end
  ui.text('Only while your car stands, and in replays.')
end
