/** Causes of a change between two quarters, as the forecast names them. */
export type ChangeEffect =
  | 'users'
  | 'tokens'
  | 'mix'
  | 'price'
  | 'seats'
  | 'events'
  | 'one_off'
  | 'new_or_retired'
  | 'residual';

/** A cause in words: when it adds money, when it takes money away, and as a label of a chart (ASCII only). */
export interface EffectWords {
  readonly up: string;
  readonly down: string;
  readonly label: string;
}

const WORDS: Readonly<Record<ChangeEffect, EffectWords>> = {
  users: { up: 'More people use AI tools', down: 'Fewer people use AI tools', label: 'People' },
  tokens: { up: 'Each active person uses more', down: 'Each active person uses less', label: 'Use per person' },
  mix: { up: 'Work moves to dearer models', down: 'Work moves to cheaper models', label: 'Model mix' },
  price: { up: 'Tokens cost more', down: 'Tokens cost less', label: 'Prices' },
  seats: { up: 'More seats are paid', down: 'Fewer seats are paid', label: 'Seats' },
  events: { up: 'Announced changes add cost', down: 'Announced changes save cost', label: 'Announced changes' },
  one_off: { up: 'One-off charges', down: 'One-off charges fall away', label: 'One-off charges' },
  new_or_retired: {
    up: 'Tools and models newly in use',
    down: 'Tools and models no longer in use',
    label: 'New or retired',
  },
  residual: { up: 'Not explained by the drivers', down: 'Not explained by the drivers', label: 'Not explained' },
};

/** The words of a cause. A cause this version does not know is shown by its own name. */
export function effectWords(effect: string): EffectWords {
  const known = WORDS[effect as ChangeEffect] as EffectWords | undefined;
  if (known !== undefined) return known;
  const plain = effect.replaceAll(/[^A-Za-z0-9]+/g, ' ').trim() || 'Other';
  return { up: plain, down: plain, label: plain };
}
