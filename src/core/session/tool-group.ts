const GROUPS: Readonly<Record<string, readonly string[]>> = {
  edit: ['edit', 'write', 'notebookedit', 'multiedit', 'apply_patch', 'replace', 'write_file', 'str_replace_editor'],
  run: [
    'bash',
    'powershell',
    'shell',
    'exec_command',
    'run_shell_command',
    'local_shell',
    'container.exec',
    'unified_exec',
  ],
  read: [
    'read',
    'grep',
    'glob',
    'ls',
    'read_file',
    'notebookread',
    'list_directory',
    'search_file_content',
    'view_image',
  ],
  agent: ['task', 'agent', 'spawn_agent'],
  web: ['websearch', 'webfetch', 'web_search', 'web_fetch', 'google_web_search'],
};

const BY_NAME = new Map(
  Object.entries(GROUPS).flatMap(([group, names]) => names.map((name) => [name, group] as const)),
);

/** Group of a tool by its name: edit, run, read, agent, web, mcp (tools of connected servers) or other. */
export function toolGroup(name: string): string {
  const known = BY_NAME.get(name.toLowerCase());
  if (known !== undefined) return known;
  return /^mcp(__|:|\.)/i.test(name) ? 'mcp' : 'other';
}
