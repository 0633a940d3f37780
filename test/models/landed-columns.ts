import { contracts, fileColumnsOf } from '../../src/core/contracts/index.ts';
import type { TypedColumn } from '../../src/io/query-engine.ts';

/** Columns of a landed table by source name (`raw.usage`), partition columns last; undefined for other relations. */
export function landedColumns(relation: string): TypedColumn[] | undefined {
  const contract = contracts.find((c) => `raw.${c.name}` === relation);
  return (
    contract && [
      ...fileColumnsOf(contract).map(({ name, type }) => ({ name, type })),
      { name: 'source', type: 'varchar' },
      { name: 'dt', type: 'varchar' },
    ]
  );
}
