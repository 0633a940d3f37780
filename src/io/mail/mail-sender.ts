import type { MailMessage } from './message.ts';

/** Hands a mail over for delivery. */
export interface MailSender {
  /** For messages: `SES in eu-west-1`, `folder mail`. */
  readonly name: string;
  /**
   * Sends once and returns the provider's message id; never repeats a request, since an answer that was lost may belong
   * to a mail that went out. Throws MailRefusedError when it is certain that nothing was sent, any other error when not.
   */
  send(message: MailMessage): Promise<{ readonly messageId: string }>;
}

/** The provider said no: nothing was sent, and sending may be tried again once the reason is mended. */
export class MailRefusedError extends Error {
  override readonly name = 'MailRefusedError';
  /** The provider's word for the reason, without addresses. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
