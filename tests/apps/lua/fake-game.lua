-- Stands in for Custom Shaders Patch: the calls that the app uses, with made-up cars. It runs the app's script and writes the
-- page as it is at each point of interest into a file.
-- Usage: luajit fake-game.lua SCRIPT FOLDER [old]
-- With `old` it is a version of the patch that knows less.
local ffi = require('ffi')

local scriptFile, folder, isOld = arg[1], arg[2], arg[3] == 'old'
local pages = {}
local collided, completed
local saved = 0
local stored = {}
local clickedBox = nil
local shown = {}

local function save(name)
  for _, page in pairs(pages) do
    local file = assert(io.open(folder .. '/' .. name .. '.bin', 'wb'))
    file:write(ffi.string(page.data, page.size))
    file:close()
  end
end

local function vector(x, y, z)
  return { x = x, y = y, z = z }
end

local sim = {
  carsCount = 3,
  focusedCar = 1,
  trackLengthM = 4326.5,
  raceSessionType = 3,
  isPaused = false,
  isReplayActive = false,
  isOnlineRace = true,
  isInMainMenu = false,
  isSessionStarted = true,
}

local function madeCar(i)
  return {
    sessionID = 10 + i,
    isConnected = i ~= 2,
    isInPitlane = i == 1,
    isInPit = false,
    absInAction = i == 0,
    tractionControlInAction = i == 0,
    headlightsActive = true,
    isLapValid = i ~= 1,
    racePosition = 3 - i,
    lapCount = 4 + i,
    lapTimeMs = 61234 + i,
    previousLapTimeMs = i == 2 and 0 or 91000 + i,
    bestLapTimeMs = 90000 + i,
    position = vector(100.5 + i, 2.25, -300.75),
    look = vector(1, 0, 0),
    velocity = vector(50.5, 0, 0),
    splinePosition = 0.25 * i,
    speedKmh = 181.75,
    gas = 0.5,
    brake = 0.25,
    clutch = 1,
    steer = -45.5,
    rpm = 7250,
    gear = 4,
    fuel = 33.5,
    collidedWith = 2,
  }
end

-- The game's cars are structs: a field that they lack is an error.
local function strict(car)
  if isOld then
    for _, name in ipairs({ 'sessionID', 'absInAction', 'tractionControlInAction', 'isLapValid', 'collidedWith' }) do
      car[name] = nil
    end
  end
  return setmetatable(car, { __index = function (_, name) error('there is no member named ' .. name) end })
end

local cars = { [0] = strict(madeCar(0)), strict(madeCar(1)), strict(madeCar(2)) }
local names = { [0] = 'Björn Ångström', '日本語の長い名前日本語の長い名前日本語の長い名前', '' }

ac = {
  getSim = function () return sim end,
  getCar = function (i) return cars[i] end,
  getServerName = function () return 'Liga – Söndag' end,
  getTrackID = function () return 'ks_red_bull_ring' end,
  getTrackLayout = function () return 'layout_gp' end,
  getDriverName = function (i) return names[i] end,
  getCarID = function () return 'ks_ferrari_488_gt3' end,
  getTyresName = function () return 'M' end,
  getDriverNumber = function (i) return 7 + i end,
  getDriverTeam = function (i) return i == 0 and 'Équipe' or '' end,
  storage = function (defaults)
    for name, value in pairs(defaults) do
      if stored[name] == nil then stored[name] = value end
    end
    return stored
  end,
  focusCar = function (i)
    shown[#shown + 1] = i
    sim.focusedCar = i
  end,
  onCarCollision = function (_, callback) collided = callback end,
  onLapCompleted = function (_, callback) completed = callback end,
  -- Each call is a moment at which a reader may look.
  memoryBarrier = function ()
    saved = saved + 1
    save('barrier-' .. saved)
  end,
  writeMemoryMappedFile = function (name, layout)
    assert(not name:match('\\'), 'the name has no namespace')
    ffi.cdef('typedef struct {\n' .. layout .. '\n} page_of_app;')
    local data = ffi.new('page_of_app')
    data.camera = 2
    pages[name] = { data = data, size = ffi.sizeof('page_of_app') }
    return data
  end,
}
if isOld then
  ac.onLapCompleted, ac.getServerName, ac.getDriverTeam, ac.memoryBarrier = nil, nil, nil, nil
  ac.storage = nil
end
script = {}
ui = {
  text = function () end,
  checkbox = function (label) return label == clickedBox end,
}

assert(loadfile(scriptFile))()
assert(pages['Sequential.AC.v1'], 'the page has another name')
assert(pages['Sequential.AC.v1'].data.camera == 0, 'the choice of another run of the game is left')

script.update(0.02)
save('first')
collided(0)
if completed then completed(1, 91001, false, 2, 5) end
cars[0].splinePosition = 0.5
-- Too early for another write.
script.update(0.001)
save('early')
script.update(0.05)
save('second')
for i = 1, 20 do
  collided(i % 3)
  script.update(0.02)
end
sim.carsCount = 200
script.windowMain()
script.update(2)
save('many')

-- Sequential chooses cars for the camera; each step is a line of what the game was asked to show.
local data = pages['Sequential.AC.v1'].data
local log = assert(io.open(folder .. '/camera.txt', 'wb'))
local function step(name, seconds)
  script.update(seconds or 0.1)
  log:write(name, ': ', table.concat(shown, ' '), '\n')
  shown = {}
end
local function tick()
  clickedBox = 'Let the commentator move my camera'
  script.windowMain()
  clickedBox = nil
end

sim.carsCount = 3
sim.focusedCar = 0
cars[0].speedKmh = 0
step('stands', 10)
data.camera = 2
step('not ticked')
tick()
step('ticked')
save('ticked')
step('again')
data.camera = 1
step('another')
data.camera = 0
step('nobody')
data.camera = 1
step('on screen')
data.camera = 3
step('not connected')
data.camera = 120
step('not there')
cars[0].speedKmh = 6
data.camera = 2
step('driving')
save('driving')
cars[0].speedKmh = 0
step('stopped', 10)
data.camera = 0
step('nobody')
cars[0].speedKmh = 6
step('driving')
cars[0].speedKmh = 0
data.camera = 2
step('just stopped', 1)
sim.isReplayActive = true
cars[0].speedKmh = 200
data.camera = 0
step('nobody')
data.camera = 2
step('replay')
save('replay')
tick()
data.camera = 1
step('ticked off')
log:write('stored: ', tostring(stored.moveCamera), '\n')
log:close()
