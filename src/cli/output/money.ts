/**
 * Money for people: thousands separators and two decimals, rounded half away from zero on the decimal string.
 * `formatMoney('-1234.565', 'USD')` is `-1,234.57 USD`.
 */
export function formatMoney(amount: string, currency?: string): string {
  const negative = amount.startsWith('-');
  const [whole = '0', fraction = ''] = amount.replace('-', '').split('.');
  const digits = BigInt(whole + fraction.padEnd(3, '0').slice(0, 3));
  const cents = (digits + 5n) / 10n;
  const text = cents.toString().padStart(3, '0');
  const grouped = text.slice(0, -2).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  const sign = negative && cents !== 0n ? '-' : '';
  return `${sign}${grouped}.${text.slice(-2)}${currency === undefined ? '' : ` ${currency}`}`;
}
