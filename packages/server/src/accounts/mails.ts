// Owns the words of the mails about accounts. Tokens stand behind the # of a link: that part of an
// address stays in the browser and reaches no log on the way.
import type { Mail } from '../platform/mail/index.js';

interface LinkMail {
  readonly publicUrl: string;
  readonly email: string;
  readonly token: string;
}

function link(publicUrl: string, page: string, token: string): string {
  return `${publicUrl}/app/${page}#token=${encodeURIComponent(token)}`;
}

export function verifyEmailMail({ publicUrl, email, token }: LinkMail): Mail {
  return {
    to: email,
    subject: 'Confirm your email address',
    paragraphs: [
      'This address was given for an account with Affitor. The link works for one day.',
      'If it was not you, ignore this mail: without the link nothing happens.',
    ],
    action: { label: 'Confirm the address', url: link(publicUrl, 'verify-email', token) },
  };
}

export function resetPasswordMail({ publicUrl, email, token }: LinkMail): Mail {
  return {
    to: email,
    subject: 'Reset your password',
    paragraphs: [
      'Somebody asked to reset the password of your account. The link works once, for one hour.',
      'If it was not you, ignore this mail: your password stays as it is.',
    ],
    action: { label: 'Choose a new password', url: link(publicUrl, 'reset-password', token) },
  };
}

export function accountExistsMail(options: { publicUrl: string; email: string }): Mail {
  return {
    to: options.email,
    subject: 'You have an account already',
    paragraphs: [
      'Somebody tried to make an account with this address, which has one already.',
      'If it was you, sign in, or ask for a link that resets the password.',
    ],
    action: { label: 'Sign in', url: `${options.publicUrl}/app/sign-in` },
  };
}

export function emailChangeNotice(options: { email: string }): Mail {
  return {
    to: options.email,
    subject: 'Your email address is about to change',
    paragraphs: [
      'Somebody who is signed in to your account, and knows its password, asked to change its ' +
        'email address. The change happens when the link in the mail to the new address is opened.',
      'If it was not you, change your password now and end every other session.',
    ],
  };
}

export function invitationMail(
  options: LinkMail & { workspaceName: string; inviterName: string },
): Mail {
  const { publicUrl, email, token, workspaceName, inviterName } = options;
  return {
    to: email,
    subject: `Invitation to ${workspaceName}`,
    paragraphs: [
      `${inviterName} invites you to the workspace ${workspaceName} in Affitor.`,
      'The link works once, for 7 days. If you did not expect it, ignore this mail.',
    ],
    action: { label: 'Accept the invitation', url: link(publicUrl, 'accept-invitation', token) },
  };
}
