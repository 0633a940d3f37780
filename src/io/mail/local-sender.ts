import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { MailSender } from './mail-sender.ts';
import type { MailMessage } from './message.ts';
import { mimeOf } from './mime.ts';

/** Where the files of one mail lie. */
export interface MailFiles {
  readonly eml: string;
  readonly html: string;
  readonly images: readonly string[];
  readonly attachments: readonly string[];
}

/**
 * Writes a mail as files: the .eml as it would be sent, an .html that a browser opens with the pictures beside it, and the
 * attachments. A file of the same name is replaced as a whole.
 */
export async function writeMailFiles(folder: string, message: MailMessage): Promise<MailFiles> {
  await mkdir(folder, { recursive: true });
  const place = async (name: string, content: string | Uint8Array) => {
    const target = path.join(folder, name);
    await writeFile(`${target}.tmp`, content);
    await rename(`${target}.tmp`, target);
    return target;
  };
  const images: string[] = [];
  let page = message.html;
  for (const { cid, fileName, png } of message.images) {
    const name = `${message.id}-${fileName}`;
    images.push(await place(name, png));
    page = page.replaceAll(`"cid:${cid}"`, `"${name}"`);
  }
  const attachments: string[] = [];
  for (const { fileName, content } of message.attachments) attachments.push(await place(fileName, content));
  const html = await place(`${message.id}.html`, page);
  const eml = await place(`${message.id}.eml`, await mimeOf(message));
  return { eml, html, images, attachments };
}

/** "Sends" into a folder: for laptops and the demo. `onFiles` learns where the mail lies. */
export function localSender(folder: string, onFiles: (files: MailFiles) => void = () => {}): MailSender {
  return {
    name: `folder ${folder}`,
    async send(message) {
      onFiles(await writeMailFiles(folder, message));
      return { messageId: `${message.id}@localhost` };
    },
  };
}
