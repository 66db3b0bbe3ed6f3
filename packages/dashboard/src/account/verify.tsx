// Owns confirming an address with a mailed link. A press of the button does it, not the opening:
// programs that look into mailboxes open links too.

import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { callApi } from '../api/client.js';
import { tellFailure } from '../api/queries.js';
import { Button, buttonLook } from '../ui/button.js';
import { AccountFrame } from './frame.js';
import { useLinkToken } from './link-token.js';

export function VerifyEmailPage() {
  const token = useLinkToken();
  const verify = useMutation({
    mutationFn: () => callApi('verifyEmail', { body: { token } }),
    onError: (error) => void tellFailure(error),
  });
  if (verify.isSuccess) {
    return (
      <AccountFrame title="The address is confirmed">
        <Link to="/sign-in" className={buttonLook({ look: 'primary' })}>
          Sign in
        </Link>
      </AccountFrame>
    );
  }
  return (
    <AccountFrame title="Confirm your address">
      <Button look="primary" isBusy={verify.isPending} onClick={() => verify.mutate()}>
        Confirm
      </Button>
    </AccountFrame>
  );
}
