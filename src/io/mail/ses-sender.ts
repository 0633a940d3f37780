import type { SESv2Client } from '@aws-sdk/client-sesv2';
import { MailRefusedError, type MailSender } from './mail-sender.ts';
import { mimeOf } from './mime.ts';

/** Most recipients SES takes in one message. */
const MOST_RECIPIENTS = 50;

/** Largest message SES takes, in bytes after encoding. */
const LARGEST = 40 * 1024 * 1024;

/** Where SES is and how its events are followed. */
export interface SesOptions {
  /** AWS region; the SDK's own configuration unless told. */
  readonly region?: string;
  /** Configuration set with bounce and complaint events. */
  readonly configurationSet?: string;
  /** A client of one's own, for tests. */
  readonly client?: Pick<SESv2Client, 'send'>;
}

/** Sends through Amazon SES v2 as raw MIME. The SDK is loaded on the first mail and never repeats a request. */
export function sesSender(options: SesOptions = {}): MailSender {
  return {
    name: options.region === undefined ? 'SES' : `SES in ${options.region}`,
    async send(message) {
      if (message.to.length > MOST_RECIPIENTS) {
        throw new MailRefusedError(
          'TooManyRecipients',
          `a mail has ${message.to.length} recipients, SES takes ${MOST_RECIPIENTS}: use a mailing list address`,
        );
      }
      const mime = await mimeOf(message);
      if (mime.byteLength > LARGEST) {
        throw new MailRefusedError('TooLarge', `the mail has ${mime.byteLength} bytes, SES takes ${LARGEST}`);
      }
      const { SESv2Client, SendEmailCommand } = await import('@aws-sdk/client-sesv2');
      const region = options.region === undefined ? {} : { region: options.region };
      const client = options.client ?? new SESv2Client({ maxAttempts: 1, ...region });
      const command = new SendEmailCommand({
        FromEmailAddress: message.from,
        Destination: { ToAddresses: [...message.to] },
        Content: { Raw: { Data: mime } },
        ...(options.configurationSet === undefined ? {} : { ConfigurationSetName: options.configurationSet }),
      });
      const answer = await client.send(command).catch((error: unknown) => {
        throw refusal(error) ?? error;
      });
      if (answer.MessageId === undefined)
        throw new Error('SES answered without a message id: it is not known whether the mail went out');
      return { messageId: answer.MessageId };
    },
  };
}

/** An answer with a status in the 400s, and an error before any request (credentials), mean that nothing was sent. */
function refusal(error: unknown): MailRefusedError | null {
  if (!(error instanceof Error)) return null;
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  const before = error.name === 'CredentialsProviderError';
  if (!before && (status === undefined || status < 400 || status >= 500)) return null;
  return new MailRefusedError(error.name, `SES refused the mail (${error.name}): ${error.message}`, { cause: error });
}
