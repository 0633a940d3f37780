import { daysBetween } from './calendar.ts';

/** A need that models serve one after the other: each newcomer takes share day by day until it has all of it. */
export type Lane =
  | 'large'
  | 'mid'
  | 'small'
  | 'gpt'
  | 'gpt-small'
  | 'gpt-large'
  | 'lynx'
  | 'nova'
  | 'old-mini'
  | 'embed'
  | 'embed-large';

interface Arrival {
  readonly model: string;
  readonly from: string;
  /** Days until it has taken the whole lane. */
  readonly ramp: number;
}

const always = (model: string): Arrival => ({ model, from: '2026-01-01', ramp: 0 });

const LANES: Readonly<Record<Lane, readonly Arrival[]>> = {
  large: [
    always('claude-opus-4-5-20251101'),
    { model: 'claude-opus-4-6', from: '2026-02-05', ramp: 25 },
    { model: 'claude-opus-5-5', from: '2026-10-01', ramp: 45 },
  ],
  mid: [
    always('claude-sonnet-4-5-20250929'),
    { model: 'claude-sonnet-4-6', from: '2026-02-17', ramp: 25 },
    { model: 'claude-sonnet-5', from: '2026-06-30', ramp: 50 },
    { model: 'claude-sonnet-5-5', from: '2026-09-28', ramp: 40 },
  ],
  small: [always('claude-haiku-4-5-20251001')],
  gpt: [
    always('gpt-5.2'),
    { model: 'gpt-5.6-terra', from: '2026-07-09', ramp: 35 },
    { model: 'gpt-6-sol', from: '2026-09-22', ramp: 38 },
  ],
  'gpt-small': [always('gpt-5-mini'), { model: 'gpt-5.6-luna', from: '2026-07-09', ramp: 28 }],
  'gpt-large': [
    always('gpt-5.2'),
    { model: 'gpt-5.6-sol', from: '2026-07-09', ramp: 30 },
    { model: 'gpt-6-sol', from: '2026-09-22', ramp: 35 },
  ],
  lynx: [always('claude-lynx-preview')],
  nova: [always('gpt-nova-preview')],
  'old-mini': [always('gpt-4o-mini-2024-07-18')],
  embed: [always('text-embedding-3-small')],
  'embed-large': [always('text-embedding-3-large')],
};

/** Models of a lane on a day with their shares in per mille; the shares sum to 1,000, models without share are left out. */
export function modelMix(lane: Lane, day: string): { model: string; share: number }[] {
  const mix: { model: string; share: number }[] = [];
  for (const { model, from, ramp } of LANES[lane]) {
    const age = daysBetween(from, day) + 1;
    if (age <= 0) continue;
    const taken = ramp === 0 ? 1000 : Math.min(1000, Math.floor((age * 1000) / ramp));
    for (const earlier of mix) earlier.share = Math.floor((earlier.share * (1000 - taken)) / 1000);
    mix.push({ model, share: 1000 - mix.reduce((sum, m) => sum + m.share, 0) });
  }
  return mix.filter((m) => m.share > 0);
}
