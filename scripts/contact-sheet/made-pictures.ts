/** A made-up flag and logo, drawn in the browser for the moments whose driver has a country. */
import {
  type DriverPicture,
  type DriverPictures,
  noPictures,
} from '../../overlays/core/draw/driver-pictures.ts';
import type { SessionInfo } from '../../protocol/session.ts';

/** @returns the flag of `DE` and a logo, or none */
export function madePictures({ country }: SessionInfo): DriverPictures {
  return country === undefined ? noPictures : { flag: madeFlag(), logo: madeLogo() };
}

function madeFlag(): DriverPicture {
  return painted(180, 120, (ctx) => {
    for (const [i, colour] of ['#000000', '#d80027', '#ffda44'].entries()) {
      ctx.fillStyle = colour;
      ctx.fillRect(0, i * 40, 180, 40);
    }
  });
}

/** A ring with an arrow on a transparent ground. */
function madeLogo(): DriverPicture {
  return painted(320, 200, (ctx) => {
    ctx.strokeStyle = '#f2a93b';
    ctx.lineWidth = 26;
    ctx.beginPath();
    ctx.arc(100, 100, 78, 0, 2 * Math.PI);
    ctx.stroke();
    ctx.fillStyle = '#e8eef4';
    ctx.beginPath();
    ctx.moveTo(110, 40);
    ctx.lineTo(310, 100);
    ctx.lineTo(110, 160);
    ctx.lineTo(160, 100);
    ctx.fill();
  });
}

function painted(
  width: number,
  height: number,
  paint: (ctx: CanvasRenderingContext2D) => void,
): DriverPicture {
  const image = document.createElement('canvas');
  image.width = width;
  image.height = height;
  paint(image.getContext('2d')!);
  return { image, ratio: width / height };
}
