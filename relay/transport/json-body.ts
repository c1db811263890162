/** Reads the JSON body of an API request. A body that cannot be read is refused with a code. */
import { isUtf8 } from 'node:buffer';
import express from 'express';
import type * as z from 'zod';
import { limits } from '../../protocol/limits.ts';
import { expectationOf, schemaProblem } from '../../protocol/schema-words.ts';
import { RelayError } from '../errors.ts';

export function jsonBody(): express.RequestHandler {
  return express.json({
    limit: limits.apiBytesMax,
    inflate: false,
    verify: (_request, _response, bytes, charset) => {
      // `withErrorCode` knows these types.
      if (charset !== 'utf-8') throw Object.assign(new Error(), { type: 'charset.unsupported' });
      if (!isUtf8(bytes)) throw Object.assign(new Error(), { type: 'entity.parse.failed' });
    },
  });
}

/**
 * The body of a request, checked.
 * @param sentence what is wrong with another; default: what the schema expected
 * @throws RelayError `bad-parameter`
 */
export function checkedBody<T>(
  schema: z.ZodType<T>,
  body: unknown,
  sentence?: string,
  hint?: string,
): T {
  const { success, data, error } = schema.safeParse(body, { error: expectationOf });
  if (success) return data;
  const wrong = `The body is not what is expected here: ${schemaProblem(error)}.`;
  throw new RelayError('bad-parameter', sentence ?? wrong, hint);
}

/** Turns an error of express or its body parser into one with a code of the contract. Other errors stay as they are. */
export function withErrorCode(error: unknown): unknown {
  if (error instanceof RelayError || !(error instanceof Error)) return error;
  const { type, status } = error as Error & { type?: string; status?: number };
  if (type === 'entity.too.large') {
    return new RelayError('too-large', `A body has at most ${limits.apiBytesMax} bytes here.`);
  }
  if (type === 'entity.parse.failed')
    return new RelayError('bad-json', 'The body is not JSON in UTF-8.');
  if (type === 'charset.unsupported' || type === 'encoding.unsupported') {
    return new RelayError('not-json', 'The body must be plain JSON in UTF-8.');
  }
  // A request that ended early, or an address with broken percent-encoding.
  if (status === 400 || error instanceof URIError) {
    return new RelayError('bad-request', 'The request is broken.');
  }
  return error;
}
