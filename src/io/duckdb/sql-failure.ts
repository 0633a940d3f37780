/** Runs a statement; an error names the statement by its first line and keeps the engine's message. */
export async function sqlFailure<T>(sql: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(`SQL failed: ${firstLine(sql)}\n${(error as Error).message}`, { cause: error });
  }
}

function firstLine(sql: string): string {
  const line = sql.trim().split('\n', 1)[0] ?? '';
  return line.length > 200 ? `${line.slice(0, 200)} …` : line;
}
