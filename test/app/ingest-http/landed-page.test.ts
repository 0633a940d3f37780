import { describe, expect, it } from 'vitest';
import {
  landedPageName,
  landedPageText,
  type ReceivedPage,
  readLandedPage,
} from '../../../src/app/ingest/landed-page.ts';

const page: ReceivedPage = {
  stream: 'costs',
  range: { from: '2026-10-01', to: '2026-10-02' },
  attempt: 1,
  number: 1,
  request: { method: 'GET', path: '/v1/costs', query: [['limit', '31']], headers: { 'x-api-key': 'FAKE-secret' } },
  receivedAt: '2026-10-25T05:00:00.000Z',
  text: '{ "value": 0.10, "big": 9007199254740993 }',
  isJson: true,
};

describe('a landed page', () => {
  it('holds the body byte for byte and no headers', () => {
    const text = landedPageText(page);
    expect(text).toContain('"body":{ "value": 0.10, "big": 9007199254740993 }');
    expect(text).not.toContain('FAKE-secret');
  });

  it('reads back as the parser needs it', () => {
    expect(readLandedPage(landedPageText(page))).toEqual({
      request: { method: 'GET', path: '/v1/costs', query: [['limit', '31']] },
      range: page.range,
      receivedAt: page.receivedAt,
      body: JSON.parse(page.text),
    });
  });

  it('keeps text that is no JSON as body_text', () => {
    const landed = JSON.parse(landedPageText({ ...page, text: '<html>', isJson: false }));
    expect(landed).toMatchObject({ body_text: '<html>' });
    expect(landed).not.toHaveProperty('body');
  });

  it('names pages so that they sort, abandoned readings apart', () => {
    expect(landedPageName(page)).toBe('page-0001');
    expect(landedPageName({ attempt: 2, number: 13 })).toBe('try2-page-0013');
  });

  it('refuses text that is no landed page', () => {
    expect(() => readLandedPage('{}')).toThrow('not a landed page');
  });
});
