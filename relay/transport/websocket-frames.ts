/**
 * WebSocket frames as a server sends them (RFC 6455, section 5.2: one fragment, no mask, no compression). A frame is
 * built once and written to many sockets, also across the pipe to other processes. `ws.send` would build the head again
 * for each socket, which costs 15 % more CPU for each message (see BENCHMARKS.md). `ws` does everything else.
 */

const finalText = 0x81;
const finalBinary = 0x82;
const finalPing = 0x89;

function framed(first: number, length: number): Buffer {
  if (length < 126) {
    const bytes = Buffer.allocUnsafe(2 + length);
    bytes[0] = first;
    bytes[1] = length;
    return bytes;
  }
  if (length < 65_536) {
    const bytes = Buffer.allocUnsafe(4 + length);
    bytes[0] = first;
    bytes[1] = 126;
    bytes.writeUInt16BE(length, 2);
    return bytes;
  }
  const bytes = Buffer.allocUnsafe(10 + length);
  bytes[0] = first;
  bytes[1] = 127;
  bytes.writeUInt32BE(0, 2);
  bytes.writeUInt32BE(length, 6);
  return bytes;
}

/** One text message, ready for `socket.write`. */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const bytes = framed(finalText, length);
  bytes.write(text, bytes.length - length);
  return bytes;
}

/** One binary message, ready for `socket.write`. */
export function binaryFrame(data: Uint8Array): Buffer {
  const bytes = framed(finalBinary, data.length);
  bytes.set(data, bytes.length - data.length);
  return bytes;
}

/** A ping without a payload. */
export const pingFrame: Buffer = framed(finalPing, 0);
