/**
 * Runs on Windows: makes the page of the app in the game, as that does, and asks it to show cars as the agent does. Prints what
 * the page then says, before it was there and in it. Usage: camera-page.mjs NAME
 */
import { askAppToShow } from '../../agent/cars/app-camera.ts';
import { appHead, appPageBytes } from '../../agent/cars/app-page.ts';
import { namedPages } from '../../agent/memory/open.ts';
import { createSection } from '../../agent/memory/windows-create.ts';
import { writeAppHead } from './app-page-writer.ts';

const name = process.argv[2]!;
const openPage = await namedPages('auto', 'write');
const ask = (carId: number | null) => askAppToShow(() => openPage(name, appPageBytes), carId);

const missing = ask(3);
const section = createSection(`Local\\${name}`, appPageBytes);
const page = Buffer.from(section.memory, 0, appPageBytes);
writeAppHead(page);
const cars = [3, 127, null].map((carId) => [ask(carId), page.readUInt32LE(appHead.camera)]);
console.log(JSON.stringify({ missing, cars }));
