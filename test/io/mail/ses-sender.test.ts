import { SESv2Client, SESv2ServiceException, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import PostalMime from 'postal-mime';
import { beforeEach, describe, expect, it } from 'vitest';
import { MailRefusedError } from '../../../src/io/mail/mail-sender.ts';
import type { MailMessage } from '../../../src/io/mail/message.ts';
import { sesSender } from '../../../src/io/mail/ses-sender.ts';

const ses = mockClient(SESv2Client);
beforeEach(() => ses.reset());

const message: MailMessage = {
  from: 'TokenLedger <tokenledger@example.com>',
  to: ['finance@example.com'],
  subject: 'AI spend',
  text: 'text',
  html: '<p>html</p>',
  images: [],
  attachments: [],
  date: new Date('2026-10-25T00:00:00Z'),
  id: '2026-09-company',
};

const failure = (name: string, status: number) =>
  new SESv2ServiceException({ name, $fault: 'client', $metadata: { httpStatusCode: status }, message: name });

const sender = (configurationSet?: string) =>
  sesSender({ client: new SESv2Client({ region: 'eu-west-1' }), configurationSet });

describe('sending through SES', () => {
  it('hands over raw MIME with the configuration set and returns the message id', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: '0102-abc' });
    expect(await sender('forecast').send(message)).toEqual({ messageId: '0102-abc' });
    const input = ses.commandCalls(SendEmailCommand)[0]!.args[0].input;
    expect(input).toMatchObject({
      ConfigurationSetName: 'forecast',
      Destination: { ToAddresses: ['finance@example.com'] },
    });
    expect((await PostalMime.parse(input.Content!.Raw!.Data!)).subject).toBe('AI spend');
  });

  it('says that nothing was sent when SES answers with a client error', async () => {
    for (const [name, status] of [
      ['MessageRejected', 400],
      ['TooManyRequestsException', 429],
    ] as const) {
      ses.on(SendEmailCommand).rejects(failure(name, status));
      await expect(sender().send(message)).rejects.toMatchObject({ name: 'MailRefusedError', code: name });
    }
  });

  it('does not claim to know when the answer is a server error or missing', async () => {
    for (const error of [failure('InternalServiceError', 500), new Error('socket hang up')]) {
      ses.on(SendEmailCommand).rejects(error);
      const thrown = await sender()
        .send(message)
        .catch((e: unknown) => e);
      expect(thrown).not.toBeInstanceOf(MailRefusedError);
    }
    ses.on(SendEmailCommand).resolves({});
    await expect(sender().send(message)).rejects.toThrow('not known whether');
  });

  it('refuses more recipients than SES takes', async () => {
    const to = Array.from({ length: 51 }, (_, i) => `p${i}@example.com`);
    await expect(sender().send({ ...message, to })).rejects.toMatchObject({ code: 'TooManyRecipients' });
    expect(ses.calls()).toHaveLength(0);
  });
});
