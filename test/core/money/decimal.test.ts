import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDecimals,
  compareDecimals,
  decimalFromUnits,
  decimalOf,
  decimalToUnits,
  formatDecimal,
  formatDecimalFixed,
  multiplyDecimals,
  parseDecimal,
  roundDecimal,
  shiftDecimal,
  subtractDecimals,
  sumDecimals,
} from '../../../src/core/money/decimal.ts';

const text = (value: string | number | bigint) => formatDecimal(decimalOf(value));
const decimals = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: 0, max: 20 }))
  .map(([units, scale]) => decimalFromUnits(units, scale));

describe('an exact decimal', () => {
  it.each([
    ['12.50', '12.5'],
    ['-0.000', '0'],
    ['3e-06', '0.000003'],
    ['1.5E+3', '1500'],
    ['.5', '0.5'],
    ['7.', '7'],
    ['+2', '2'],
    ['1e-7', '0.0000001'],
    ['100', '100'],
  ])('reads %s as %s', (written, plain) => {
    expect(formatDecimal(parseDecimal(written))).toBe(plain);
  });

  it.each(['', ' ', '.', 'e5', '1,000', '0x10', 'NaN', 'Infinity', '1e9999', '--1', '1 2'])('refuses %j', (written) => {
    expect(() => parseDecimal(written)).toThrow(RangeError);
  });

  it('refuses a number that is not finite', () => {
    expect(() => decimalOf(Number.NaN)).toThrow('NaN');
    expect(() => decimalOf(Number.POSITIVE_INFINITY)).toThrow('Infinity');
  });

  it('takes a JSON number by its shortest text', () => {
    expect(text(0.1 + 0.2)).toBe('0.30000000000000004');
    expect(text(1e-7)).toBe('0.0000001');
    expect(text(9007199254740993n)).toBe('9007199254740993');
  });

  it('adds tenths without the error of binary numbers', () => {
    expect(formatDecimal(addDecimals(parseDecimal('0.1'), parseDecimal('0.2')))).toBe('0.3');
    expect(formatDecimal(sumDecimals(Array.from({ length: 10 }, () => parseDecimal('0.1'))))).toBe('1');
    expect(formatDecimal(sumDecimals([]))).toBe('0');
  });

  it('prices one cached token of a small model without losing it', () => {
    expect(formatDecimal(shiftDecimal(parseDecimal('0.01'), -6))).toBe('0.00000001');
  });

  it.each([
    ['0.5', 0, '1'],
    ['-0.5', 0, '-1'],
    ['0.4999', 0, '0'],
    ['1.0000005', 6, '1.000001'],
    ['-1.0000005', 6, '-1.000001'],
    ['2', 6, '2'],
  ])('rounds %s to %i digits as %s, half away from zero', (value, digits, expected) => {
    expect(formatDecimal(roundDecimal(parseDecimal(value), digits))).toBe(expected);
  });

  it('counts integer micros', () => {
    expect(decimalToUnits(parseDecimal('0.0148'), 6)).toBe(14_800n);
    expect(formatDecimalFixed(parseDecimal('-3'), 2)).toBe('-3.00');
    expect(formatDecimalFixed(parseDecimal('0.005'), 2)).toBe('0.01');
  });

  it('survives writing and reading', () => {
    fc.assert(
      fc.property(decimals, (d) => {
        expect(parseDecimal(formatDecimal(d))).toEqual(d);
      }),
    );
  });

  it('adds and multiplies as integers do', () => {
    fc.assert(
      fc.property(decimals, decimals, decimals, (a, b, c) => {
        expect(subtractDecimals(addDecimals(a, b), b)).toEqual(a);
        expect(multiplyDecimals(a, addDecimals(b, c))).toEqual(
          addDecimals(multiplyDecimals(a, b), multiplyDecimals(a, c)),
        );
        expect(compareDecimals(a, b)).toBe(-compareDecimals(b, a) + 0);
      }),
    );
  });
});
