/** Writes the page of our in-game app as the app does. */
import {
  appCar,
  appCarBytes,
  appCarFlags,
  appCarsAt,
  appHead,
  appPageMagic,
  appPageVersion,
} from '../../agent/cars/app-page.ts';

/** What makes a page one that the agent reads. */
export function writeAppHead(page: Buffer, version = appPageVersion): void {
  page.writeUInt32LE(appPageMagic, appHead.magic);
  page.writeUInt32LE(version, appHead.version);
  page.writeUInt32LE(appCarsAt, appHead.headerBytes);
  page.writeUInt32LE(appCarBytes, appHead.carBytes);
}

/** The head, and two cars: the player Ana, and Bo. */
export function writeTwoAppCars(page: Buffer): void {
  writeAppHead(page);
  page.writeInt32LE(2, appHead.carsCount);
  for (const [id, driver] of ['Ana', 'Bo'].entries()) {
    const at = appCarsAt + id * appCarBytes;
    const flags = appCarFlags.connected + (id === 0 ? appCarFlags.player : 0);
    page.writeUInt32LE(flags, at + appCar.flags);
    page.write(`${driver}\0`, at + appCar.driver);
  }
}
