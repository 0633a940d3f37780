import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { claimKey, claimMail } from '../../../src/app/email/claims.ts';
import { type Delivery, deliverMail } from '../../../src/app/email/deliver.ts';
import { MailRefusedError, type MailSender } from '../../../src/io/mail/mail-sender.ts';
import type { MailMessage } from '../../../src/io/mail/message.ts';
import type { ObjectStore } from '../../../src/io/object-store.ts';
import { folderStore } from '../../../src/io/store/folder-store.ts';
import { memoryStore } from '../../../src/io/store/memory-store.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-10-25T06:00:00Z');

const message = { id: '2026-09-company', to: ['finance@example.com'] } as unknown as MailMessage;
const delivery = (resend = false): Delivery => ({
  period: '2026-09',
  audience: 'company',
  resend,
  compose: async () => message,
});

/** A world whose sender does what it is told and counts. */
function world(store: ObjectStore, send: () => Promise<{ messageId: string }> = async () => ({ messageId: 'ses-1' })) {
  const state = { now: START, sent: 0 };
  const sender: MailSender = {
    name: 'test',
    send: async () => {
      state.sent += 1;
      return send();
    },
  };
  const clock = { now: () => state.now, sleep: async () => {} };
  return { state, deliver: (resend = false) => deliverMail({ store, sender, clock, by: 'here 1' }, delivery(resend)) };
}

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

describe('sending a mail', () => {
  it('sends once and says so the second time', async () => {
    const { state, deliver } = world(memoryStore());
    expect(await deliver()).toEqual({ kind: 'sent', messageId: 'ses-1', attempt: 1 });
    expect(await deliver()).toMatchObject({ kind: 'already_sent', claim: { message_id: 'ses-1' } });
    expect(state.sent).toBe(1);
  });

  it('sends one mail when several runs start at once', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'tokenledger-mail-'));
    folders.push(folder);
    for (const store of [memoryStore(), folderStore(folder)]) {
      const { state, deliver } = world(store, async () => {
        await new Promise((done) => setTimeout(done, 20));
        return { messageId: 'ses-1' };
      });
      const results = await Promise.all(Array.from({ length: 6 }, () => deliver()));
      expect(state.sent).toBe(1);
      expect(results.filter((r) => r.kind === 'sent')).toHaveLength(1);
      expect(results.filter((r) => r.kind === 'busy' || r.kind === 'already_sent')).toHaveLength(5);
    }
  });

  it('reports a crash between claim and sending, and sends only when told to', async () => {
    const store = memoryStore();
    await claimMail(store, { period: '2026-09', audience: 'company', now: START, by: 'crashed 9', resend: false });
    const { state, deliver } = world(store);

    state.now = START + 15 * MINUTE;
    expect(await deliver()).toMatchObject({ kind: 'busy', claim: { by: 'crashed 9' } });
    state.now = START + 16 * MINUTE;
    expect(await deliver()).toMatchObject({ kind: 'unknown', claim: { by: 'crashed 9', status: 'claimed' } });
    expect(state.sent).toBe(0);
    expect(await deliver(true)).toEqual({ kind: 'sent', messageId: 'ses-1', attempt: 2 });
    expect(state.sent).toBe(1);
  });

  it('does not resend what another run is sending now', async () => {
    const store = memoryStore();
    await claimMail(store, { period: '2026-09', audience: 'company', now: START, by: 'other 2', resend: false });
    const { state, deliver } = world(store);
    expect(await deliver(true)).toMatchObject({ kind: 'busy' });
    expect(state.sent).toBe(0);
  });

  it('keeps the claim when the answer of the provider was lost', async () => {
    const store = memoryStore();
    const { state, deliver } = world(store, () => Promise.reject(new Error('socket hang up')));
    expect(await deliver()).toMatchObject({ kind: 'unknown', error: 'socket hang up' });
    state.now = START + 60 * MINUTE;
    expect(await deliver()).toMatchObject({ kind: 'unknown', error: null });
    expect(state.sent).toBe(1);
  });

  it('sends again after a refusal, because nothing went out', async () => {
    const store = memoryStore();
    const refusing = world(store, () =>
      Promise.reject(new MailRefusedError('MessageRejected', 'not verified: x@example.com')),
    );
    expect(await refusing.deliver()).toMatchObject({ kind: 'refused' });
    expect(await world(store).deliver()).toMatchObject({ kind: 'sent', attempt: 2 });
  });

  it('makes no mail when none is to be sent', async () => {
    const store = memoryStore();
    await world(store).deliver();
    const unused: Delivery = { ...delivery(), compose: () => Promise.reject(new Error('composed for nothing')) };
    const clock = { now: () => START, sleep: async () => {} };
    const sender: MailSender = { name: 'test', send: async () => ({ messageId: 'ses-2' }) };
    expect(await deliverMail({ store, sender, clock, by: 'here 1' }, unused)).toMatchObject({ kind: 'already_sent' });
  });

  it('stores no address', async () => {
    const store = memoryStore();
    await world(store, () =>
      Promise.reject(new MailRefusedError('MessageRejected', 'not verified: x@example.com')),
    ).deliver();
    const claim = await store.get(claimKey('2026-09', 'company'));
    expect(new TextDecoder().decode(claim!.body)).not.toContain('@');
  });
});
