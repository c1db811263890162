/*
 * Stands in for the game in tests on Windows: makes the three pages and writes values that follow from the packet id,
 * so that a reader can be checked field by field. Its layout is the order of Kunos' document, laid out by a Windows
 * compiler, and owes nothing to the agent's own table of offsets. Never ends by itself.
 *
 * page-writer.exe PREFIX [CAR [MS]]
 * MS: from one packet to the next; 3 by default, as in the game.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include <windows.h>

#pragma pack(push, 4)

struct physics {
  int32_t packetId;
  float gas, brake, fuel;
  int32_t gear, rpms;
  float steerAngle, speedKmh;
  float velocity[3], accG[3];
  float wheelSlip[4], wheelLoad[4], wheelsPressure[4], wheelAngularSpeed[4];
  float tyreWear[4], tyreDirtyLevel[4], tyreCoreTemperature[4], camberRAD[4], suspensionTravel[4];
  float drs, tc, heading, pitch, roll, cgHeight;
  float carDamage[5];
  int32_t numberOfTyresOut, pitLimiterOn;
  float abs, kersCharge, kersInput;
  int32_t autoShifterOn;
  float rideHeight[2];
  float turboBoost, ballast, airDensity, airTemp, roadTemp;
  float localAngularVel[3];
  float finalFF, performanceMeter;
  int32_t engineBrake, ersRecoveryLevel, ersPowerLevel, ersHeatCharging, ersIsCharging;
  float kersCurrentKJ;
  int32_t drsAvailable, drsEnabled;
  float brakeTemp[4];
  float clutch;
  float tyreTempI[4], tyreTempM[4], tyreTempO[4];
  int32_t isAIControlled;
  float tyreContactPoint[4][3], tyreContactNormal[4][3], tyreContactHeading[4][3];
  float brakeBias;
  float localVelocity[3];
  int32_t P2PActivations, P2PStatus, currentMaxRpm;
};

struct graphics {
  int32_t packetId, status, session;
  wchar_t currentTime[15], lastTime[15], bestTime[15], split[15];
  int32_t completedLaps, position, iCurrentTime, iLastTime, iBestTime;
  float sessionTimeLeft, distanceTraveled;
  int32_t isInPit, currentSectorIndex, lastSectorTime, numberOfLaps;
  wchar_t tyreCompound[33];
  float replayTimeMultiplier, normalizedCarPosition;
  float carCoordinates[3];
  float penaltyTime;
  int32_t flag, idealLineOn, isInPitLane;
  float surfaceGrip;
  int32_t mandatoryPitDone;
  float windSpeed, windDirection;
};

struct facts {
  wchar_t smVersion[15], acVersion[15];
  int32_t numberOfSessions, numCars;
  wchar_t carModel[33], track[33], playerName[33], playerSurname[33], playerNick[33];
  int32_t sectorCount;
  float maxTorque, maxPower;
  int32_t maxRpm;
  float maxFuel;
  float suspensionMaxTravel[4], tyreRadius[4];
  float maxTurboBoost, deprecated1, deprecated2;
  int32_t penaltiesEnabled;
  float aidFuelRate, aidTireRate, aidMechanicalDamage;
  int32_t aidAllowTyreBlankets;
  float aidStability;
  int32_t aidAutoClutch, aidAutoBlip, hasDRS, hasERS, hasKERS;
  float kersMaxJ;
  int32_t engineBrakeSettingsCount, ersPowerControllerCount;
  float trackSPlineLength;
  wchar_t trackConfiguration[33];
  float ersMaxJ;
  int32_t isTimedRace, hasExtraLap;
  wchar_t carSkin[33];
  int32_t reversedGridPositions, pitWindowStart, pitWindowEnd;
};

#pragma pack(pop)

_Static_assert(sizeof(struct physics) == 592, "the physics page has 592 bytes");
_Static_assert(sizeof(struct graphics) == 296, "the graphics page has 296 bytes");
_Static_assert(sizeof(struct facts) == 684, "the static page has 684 bytes");

static void *make(const wchar_t *prefix, const wchar_t *page, DWORD size) {
  wchar_t name[128];
  swprintf(name, 128, L"Local\\%ls_%ls", prefix, page);
  HANDLE section = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, size, name);
  void *memory = section ? MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, size) : NULL;
  if (memory == NULL) {
    printf("%ls: error %lu\n", name, (unsigned long)GetLastError());
    exit(1);
  }
  ZeroMemory(memory, size);
  return memory;
}

static void row(float *values, int count, float first, float step) {
  for (int i = 0; i < count; i++) values[i] = first + step * (float)i;
}

/* What does not change. Fields that no frame carries get values that would be noticed in a neighbour's place. */
static void fill(struct physics *p, struct graphics *g, struct facts *s, const wchar_t *car) {
  *p = (struct physics){
    .drs = 971, .tc = 0.11f, .numberOfTyresOut = 2, .pitLimiterOn = 1, .abs = 0.13f,
    .autoShifterOn = 991, .turboBoost = 0.75f, .airTemp = 23.5f, .roadTemp = 34.25f,
    .kersCurrentKJ = 1006, .brakeBias = 0.625f, .currentMaxRpm = 8400,
  };
  row(p->velocity, 3, 901, 1);
  row(p->wheelSlip, 4, 911, 1);
  row(p->wheelLoad, 4, 921, 1);
  row(p->wheelsPressure, 4, 26.5f, 0.25f);
  row(p->wheelAngularSpeed, 4, 931, 1);
  row(p->tyreWear, 4, 97.5f, 0.5f);
  row(p->tyreDirtyLevel, 4, 941, 1);
  row(p->tyreCoreTemperature, 4, 81.5f, 1.5f);
  row(p->camberRAD, 4, 951, 1);
  row(p->suspensionTravel, 4, 961, 1);
  row(&p->heading, 4, 972, 1);
  row(p->carDamage, 5, 1.25f, 2.5f);
  row(&p->kersCharge, 2, 981, 1);
  row(p->rideHeight, 2, 992, 1);
  row(&p->ballast, 2, 994, 1);
  row(p->localAngularVel, 3, 1001, 1);
  row(&p->finalFF, 2, 1004, 1);
  row(p->brakeTemp, 4, 310.5f, 20);
  row(p->tyreTempI, 4, 1011, 1);
  row(p->tyreTempM, 4, 1021, 1);
  row(p->tyreTempO, 4, 1031, 1);
  row(&p->tyreContactPoint[0][0], 12, 1041, 1);
  row(&p->tyreContactNormal[0][0], 12, 1061, 1);
  row(&p->tyreContactHeading[0][0], 12, 1081, 1);
  row(p->localVelocity, 3, 1101, 1);

  *g = (struct graphics){
    .session = 2, .position = 7, .iBestTime = 89123, .sessionTimeLeft = 1234500,
    .distanceTraveled = 18724.5f, .isInPit = 1, .currentSectorIndex = 2, .lastSectorTime = 42848,
    .numberOfLaps = 12, .tyreCompound = L"Soft (S)", .replayTimeMultiplier = 1, .penaltyTime = 1111,
    .flag = 4, .isInPitLane = 1, .surfaceGrip = 0.5f, .windSpeed = 1112, .windDirection = 1113,
  };

  *s = (struct facts){
    .smVersion = L"1.7", .acVersion = L"1.16", .numberOfSessions = 3, .numCars = 21,
    .track = L"ks_vallelunga", .playerName = L"Zo\u00eb", .playerSurname = L"\u0160imi\u0107",
    .playerNick = L"nobody", .sectorCount = 3, .maxTorque = 501, .maxPower = 502, .maxRpm = 8350,
    .maxFuel = 77.5f, .maxTurboBoost = 1.5f, .penaltiesEnabled = 1, .aidStability = 541,
    .kersMaxJ = 542, .engineBrakeSettingsCount = 13, .trackSPlineLength = 4085.5f,
    .trackConfiguration = L"extended_circuit", .ersMaxJ = 543, .carSkin = L"00_official",
    .reversedGridPositions = 544,
  };
  wcscpy(s->carModel, car);
  row(s->suspensionMaxTravel, 4, 503, 1);
  row(s->tyreRadius, 4, 511, 1);
  row(&s->deprecated1, 2, 521, 1);
  row(&s->aidFuelRate, 3, 531, 1);
}

/* One physics step; the graphics page moves with it, so that both can be checked against the packet id. */
static void step(struct physics *p, struct graphics *g, int32_t n, int32_t stepMs) {
  int32_t lap = n / 1500;
  g->packetId = n / 3;
  g->completedLaps = lap;
  g->iCurrentTime = stepMs * (n % 1500);
  g->iLastTime = lap == 0 ? 0 : 95000 + lap;
  g->normalizedCarPosition = (float)(n % 1500) / 1500.0f;
  g->carCoordinates[0] = (float)(n % 2000) - 1000.0f;
  g->carCoordinates[1] = -3.25f;
  g->carCoordinates[2] = (float)(n % 700) * 0.5f;

  p->gas = (float)(n % 101) / 100.0f;
  p->brake = (float)(n % 51) / 50.0f;
  p->fuel = 40.0f - (float)(n % 3000) / 100.0f;
  p->gear = n / 50 % 8;
  p->rpms = n % 9000 - 500;
  p->steerAngle = (float)(n % 201 - 100) / 100.0f;
  p->speedKmh = (float)(n % 3000) / 10.0f;
  p->accG[0] = (float)(n % 81 - 40) / 20.0f;
  p->accG[1] = 0.5f;
  p->accG[2] = (float)(n % 61 - 30) / 20.0f;
  p->clutch = (float)(n % 11) / 10.0f;
  p->packetId = n;
}

int wmain(int argc, wchar_t **argv) {
  const wchar_t *prefix = argc > 1 ? argv[1] : L"acpmf";
  const int32_t stepMs = argc > 3 ? _wtoi(argv[3]) : 3;
  struct physics *p = make(prefix, L"physics", sizeof *p);
  struct graphics *g = make(prefix, L"graphics", sizeof *g);
  struct facts *s = make(prefix, L"static", sizeof *s);
  fill(p, g, s, argc > 2 ? argv[2] : L"ks_porsche_911_gt3_r_2016");
  g->status = 2;
  puts("writing");
  fflush(stdout);

  timeBeginPeriod(1);
  LARGE_INTEGER frequency, start, now;
  QueryPerformanceFrequency(&frequency);
  QueryPerformanceCounter(&start);
  for (int32_t n = 1;; n++) {
    int64_t due = start.QuadPart + (int64_t)n * stepMs * frequency.QuadPart / 1000;
    for (QueryPerformanceCounter(&now); now.QuadPart < due; QueryPerformanceCounter(&now)) Sleep(1);
    step(p, g, n, stepMs);
  }
}
