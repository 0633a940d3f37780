import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { MailMessage } from './message.ts';

/**
 * The mail as MIME: text and HTML side by side, pictures by content id, attachments beside them. Header injection is
 * neutralised by the library, lines are at most 76 characters with CRLF. The same message gives the same bytes.
 */
export async function mimeOf(message: MailMessage): Promise<Uint8Array> {
  const domain = /@([^>\s]+)>?\s*$/.exec(message.from)?.[1] ?? 'localhost';
  const composer = new MailComposer({
    from: message.from,
    to: [...message.to],
    subject: message.subject,
    text: message.text,
    html: message.html,
    date: message.date,
    messageId: `<${message.id}@${domain}>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
    attachments: [
      ...message.images.map(({ cid, fileName, png }) => ({
        cid,
        filename: fileName,
        content: Buffer.from(png),
        contentType: 'image/png',
        contentDisposition: 'inline',
      })),
      ...message.attachments.map(({ fileName, contentType, content }) => ({
        filename: fileName,
        content: Buffer.from(content, 'utf8'),
        contentType,
      })),
    ],
    textEncoding: 'quoted-printable',
    baseBoundary: createHash('sha256').update(`${message.id}\n${message.html}`).digest('hex').slice(0, 24),
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'win',
  });
  return composer.compile().build();
}
