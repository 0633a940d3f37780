import { describe, expect, it } from 'vitest';
import { readIntakeEvent } from '../../../src/core/outcomes/intake-event.ts';
import { intakeSignature, isSignedDelivery } from '../../../src/core/outcomes/intake-signature.ts';

const NOW = Date.parse('2026-11-20T00:00:00Z');
const good = {
  event_id: 'w-1',
  source: 'claims',
  type: 'workflow_run',
  native_id: '77',
  scope: 'claims',
  status: 'accepted',
  opened_at: '2026-10-05T08:00:00Z',
  accepted_at: '2026-10-05T10:03:10+02:00',
  updated_at: 1_791_187_391,
};
const codeOf = (over: Record<string, unknown>, grants?: Record<string, string[]>) => {
  const read = readIntakeEvent({ ...good, ...over }, { now: NOW, ...(grants === undefined ? {} : { grants }) });
  return 'reject' in read ? read.reject.code : null;
};

describe('an event of the intake', () => {
  it('is taken with its times in UTC, empty cells left out', () => {
    expect(readIntakeEvent({ ...good, team: '', sha: null, x_note: 'kept out' }, { now: NOW })).toMatchObject({
      event: { accepted_at: '2026-10-05T08:03:10.000Z', updated_at: '2026-10-05T08:03:11.000Z' },
    });
  });

  it.each([
    ['MISSING_FIELD', { native_id: '' }],
    ['MISSING_FIELD', { accepted_at: null }],
    ['MISSING_FIELD', { type: 'deployment', status: 'success', ended_at: '2026-10-05T08:00:00Z' }],
    ['MISSING_FIELD', { type: 'deployment', status: 'success', sha: 'ab' }],
    ['MISSING_FIELD', { type: 'link_override', session_ids: ['s'] }],
    ['BAD_TYPE', { quantity: '1,5' }],
    ['BAD_TYPE', { csat: 'splendid' }],
    ['BAD_TIME', { opened_at: '2026-10-05T08:00:00' }],
    ['FUTURE_TIME', { accepted_at: '2026-12-31T00:00:00Z' }],
    ['ORDER', { accepted_at: '2026-10-05T07:59:59Z' }],
    ['UNKNOWN_TYPE', { type: 'party' }],
    ['PII_FIELD', { customer_name: 'Ada' }],
  ])('is refused with %s for %j', (code, over) => {
    expect(codeOf(over)).toBe(code);
  });

  it('is refused where the sender may not write its type', () => {
    expect(codeOf({}, { claims: ['workflow_run'] })).toBeNull();
    expect(codeOf({}, { claims: ['survey'] })).toBe('NOT_GRANTED');
    expect(codeOf({}, { other: ['workflow_run'] })).toBe('NOT_GRANTED');
  });
});

describe('the signature of a delivery', () => {
  const body = '{"a":1}';
  const delivery = (over = {}) => ({
    timestamp: '1790000000',
    signature: 'v1=8a51f1eea5188f8130aaeacb66b85607b6b1d1560784c68c6715c43a1be8d0fa',
    body,
    ...over,
  });
  const now = 1_790_000_000_000;

  it('is the HMAC of timestamp and body', () => {
    expect(intakeSignature('s3cr3t', '1790000000', body)).toBe(delivery().signature);
    expect(isSignedDelivery(delivery(), ['s3cr3t'], now)).toBe(true);
  });

  it('is good with either of two secrets while they are changed', () => {
    expect(isSignedDelivery(delivery(), ['new', 's3cr3t'], now)).toBe(true);
    expect(isSignedDelivery(delivery(), ['new'], now)).toBe(false);
    expect(isSignedDelivery(delivery(), [''], now)).toBe(false);
  });

  it('is worth nothing for another body, another time, or another shape', () => {
    expect(isSignedDelivery(delivery({ body: '{"a":2}' }), ['s3cr3t'], now)).toBe(false);
    expect(isSignedDelivery(delivery({ timestamp: '1790000001' }), ['s3cr3t'], now)).toBe(false);
    expect(isSignedDelivery(delivery({ signature: 'v1=' }), ['s3cr3t'], now)).toBe(false);
    expect(isSignedDelivery(delivery({ timestamp: 'x' }), ['s3cr3t'], now)).toBe(false);
  });

  it('cannot be used again five minutes later, nor that much before its time', () => {
    expect(isSignedDelivery(delivery(), ['s3cr3t'], now + 300_000)).toBe(true);
    expect(isSignedDelivery(delivery(), ['s3cr3t'], now + 301_000)).toBe(false);
    expect(isSignedDelivery(delivery(), ['s3cr3t'], now - 301_000)).toBe(false);
  });
});
