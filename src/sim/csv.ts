const quoted = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A CSV text with header line and `\n` line ends; a missing cell is empty. Unknown columns of a row are refused. */
export function csvText(columns: readonly string[], rows: readonly Readonly<Record<string, string>>[]): string {
  const known = new Set(columns);
  const lines = rows.map((row) => {
    const stray = Object.keys(row).find((name) => !known.has(name));
    if (stray !== undefined) throw new Error(`no column ${stray} among ${columns.join(', ')}`);
    return columns.map((name) => quoted(row[name] ?? '')).join(',');
  });
  return `${[columns.join(','), ...lines].join('\n')}\n`;
}
