import { type Column, type Contract, columnsOf, LINEAGE_COLUMNS } from './contract.ts';

const PARTITION = {
  day: 'the UTC data day',
  month: 'the first day of the billing month',
  snapshot: 'the logical day of the run; the newest snapshot counts',
} as const;

/** The page of a landed table, in Markdown. `sources` are the names of the sources that land it. */
export function contractDocsPage(contract: Contract, sources: readonly string[] = []): string {
  const lines = [
    `# raw.${contract.name}`,
    '',
    contract.description,
    '',
    `- Grain: ${contract.grain}.`,
    `- Key inside one window: ${contract.key.map((name) => `\`${name}\``).join(', ')}.`,
    `- Partitions: \`source\` and \`dt\`, ${PARTITION[contract.partition]}.`,
    ...(sources.length === 0 ? [] : [`- Landed by: ${[...sources].sort().join(', ')}.`]),
    ...(contract.restricted === true ? ['- Restricted: ties pseudonyms to people; only identity models read it.'] : []),
    '',
    ...columnTable(columnsOf(contract)),
    '',
    'Every raw file also carries:',
    '',
    ...columnTable(LINEAGE_COLUMNS),
    '',
  ];
  return lines.join('\n');
}

function columnTable(columns: readonly Column[]): string[] {
  return [
    '| column | type | unit | NULL | meaning |',
    '| --- | --- | --- | --- | --- |',
    ...columns.map((column) => {
      const cells = [
        `\`${column.name}\``,
        column.type,
        column.unit ?? '',
        column.nullable ? 'yes' : 'no',
        column.description,
      ];
      return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
    }),
  ];
}
