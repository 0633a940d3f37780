/** One CSV record (RFC 4180): fields with comma, quote or line break are quoted; NULL is an empty field. */
export function csvLine(cells: readonly (string | number | boolean | null)[]): string {
  return cells
    .map((value) => {
      const text = value === null ? '' : String(value);
      return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    })
    .join(',');
}
