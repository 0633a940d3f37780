import { attachmentCsv } from '../../core/email/attachment-csv.ts';
import type { EmailFacts } from '../../core/email/facts.ts';
import { renderHtml } from '../../core/email/render-html.ts';
import { renderText } from '../../core/email/render-text.ts';
import { emailView } from '../../core/email/view.ts';
import type { ChartView } from '../../core/email/view-types.ts';
import { chartPng } from '../../io/mail/chart-png.ts';
import type { InlineImage, MailMessage } from '../../io/mail/message.ts';

/** Size of the HTML above which mail clients cut a mail, in bytes. */
const CLIPPING_SIZE = 100_000;

/** Sender, recipients and moment of a mail. */
export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
  /** Day the figures are of, `YYYY-MM-DD`; the mail's own date for files that must not change. */
  readonly date: Date;
  /** Names the files and the message, unique per mail: letters, digits and `-`. */
  readonly id: string;
}

const cidOf = (chart: ChartView, theme: 'light' | 'dark') => `${chart.id}-${theme}@tokenledger`;

/** Makes the whole mail of some facts: texts, pictures and the CSV. Throws when the HTML would be cut by mail clients. */
export async function composeMail(facts: EmailFacts, envelope: Envelope): Promise<MailMessage> {
  const view = emailView(facts);
  const html = renderHtml(view, (chart, theme) => `cid:${cidOf(chart, theme)}`);
  const size = Buffer.byteLength(html);
  if (size > CLIPPING_SIZE)
    throw new Error(
      `the mail ${envelope.id} has ${size} bytes of HTML, above the ${CLIPPING_SIZE} at which clients cut it`,
    );
  const charts = view.books.flatMap((b) => [b.spendChart, b.drivers?.chart ?? null]).filter((c) => c !== null);
  const images: InlineImage[] = [];
  for (const chart of charts) {
    for (const theme of ['light', 'dark'] as const) {
      images.push({
        cid: cidOf(chart, theme),
        fileName: `${chart.id}-${theme}.png`,
        png: await chartPng(chart[theme]),
      });
    }
  }
  return {
    ...envelope,
    subject: view.subject,
    text: renderText(view),
    html,
    images,
    attachments: [
      { fileName: `${envelope.id}.csv`, contentType: 'text/csv; charset=utf-8', content: attachmentCsv(facts) },
    ],
  };
}
