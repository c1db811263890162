/** Signs a release manifest, and checks the signature of one, with Ed25519 (RFC 8032). */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import {
  checkedManifest,
  type ReleaseEnvelope,
  type ReleaseManifest,
  readEnvelope,
  readManifest,
} from './release-manifest.ts';
import { UpdateProblem } from './update-problem.ts';

/** Keys in base64: the public one as SPKI, the private one as PKCS #8. */
export interface SigningKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

export function makeSigningKeys(): SigningKeys {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
  };
}

function publicKeyOf(text: string) {
  return createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
}

/** The public key that belongs to a private one. @throws Error for anything but an Ed25519 key */
export function publicPart(privateKey: string): string {
  const key = createPrivateKey({
    key: Buffer.from(privateKey.trim(), 'base64'),
    format: 'der',
    type: 'pkcs8',
  });
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('This is no Ed25519 key.');
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');
}

/** @returns the text of the envelope. @throws ZodError for a manifest that no program would read */
export function sealManifest(manifest: ReleaseManifest, privateKey: string): string {
  const signed = JSON.stringify(checkedManifest(manifest));
  const key = createPrivateKey({
    key: Buffer.from(privateKey.trim(), 'base64'),
    format: 'der',
    type: 'pkcs8',
  });
  const signature = sign(null, Buffer.from(signed), key).toString('base64');
  const envelope: ReleaseEnvelope = { signed, signature };
  return `${JSON.stringify(envelope, null, 2)}\n`;
}

/**
 * Reads a manifest once its signature was checked.
 * @throws UpdateProblem `update-not-understood` or `update-not-genuine`
 */
export function openManifest(text: string, publicKey: string): ReleaseManifest {
  const envelope = readEnvelope(text);
  if (envelope === null) {
    throw new UpdateProblem(
      'update-not-understood',
      'The answer does not announce a release of Sequential.',
    );
  }
  const { signed, signature } = envelope;
  const bytes = Buffer.from(signature, 'base64');
  if (!verify(null, Buffer.from(signed), publicKeyOf(publicKey), bytes)) {
    throw new UpdateProblem(
      'update-not-genuine',
      'The announcement of a release is not signed by the makers of Sequential.',
    );
  }
  const manifest = readManifest(signed);
  if (manifest === null) {
    throw new UpdateProblem(
      'update-not-understood',
      'The announcement is signed, but this version of Sequential does not understand it.',
    );
  }
  return manifest;
}
