// Owns the page that says that a mail is on its way, without telling whether the address is known.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queryOf } from '../api/queries.js';
import { AccountFrame, textLink } from './frame.js';

export function MailSent({ email, about }: { email: string; about: string }) {
  const { data } = useQuery(queryOf('readSetup', {}));
  const outboxUrl = data?.data.outbox_url ?? null;
  return (
    <AccountFrame
      title="Look into your mailbox"
      below={
        <Link to="/sign-in" className={textLink}>
          Back to signing in
        </Link>
      }
    >
      <p className="break-words">
        If <strong>{email}</strong> can be used here, a mail is on its way to it. {about}
      </p>
      {outboxUrl !== null && (
        <p className="text-muted">
          No mail server is configured; the mail is in the{' '}
          <a href={outboxUrl} className={textLink}>
            outbox
          </a>
          .
        </p>
      )}
    </AccountFrame>
  );
}
