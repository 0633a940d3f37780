import { describe, expect, it } from 'vitest';
import { isLoopback, rateLimit } from '../../../src/io/http/rate-limit.ts';
import { instantClock } from '../../support/scripted-server.ts';

describe('the rate limit', () => {
  it('spaces the starts evenly', async () => {
    const clock = instantClock(0);
    const wait = rateLimit(60, clock);
    const starts: number[] = [];
    for (let i = 0; i < 4; i += 1) {
      await wait();
      starts.push(clock.now());
    }
    expect(starts).toEqual([0, 1000, 2000, 3000]);
  });

  it('does not wait after a quiet time', async () => {
    const clock = instantClock(0);
    const wait = rateLimit(60, clock);
    await wait();
    await clock.sleep(5000);
    await wait();
    expect(clock.now()).toBe(5000);
  });

  it.each([0, undefined])('is none for %s requests a minute', async (perMinute) => {
    const clock = instantClock(0);
    const wait = rateLimit(perMinute, clock);
    await wait();
    await wait();
    expect(clock.pauses).toEqual([]);
  });

  it.each([
    ['http://127.0.0.1:8080/x', true],
    ['http://localhost:1', true],
    ['http://[::1]:1', true],
    ['https://api.example.com', false],
  ])('knows whether %s is this machine', (url, local) => {
    expect(isLoopback(url)).toBe(local);
  });
});
