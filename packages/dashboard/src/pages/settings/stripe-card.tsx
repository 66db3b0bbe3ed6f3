// Owns what people see of the program's Stripe account, and ending the connection.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Answer } from '../../api/client.js';
import { queryOf, useChange } from '../../api/queries.js';
import { useMay, useProgram } from '../../shell/session.js';
import { Button } from '../../ui/button.js';
import { Confirm } from '../../ui/confirm.js';
import { Moment } from '../../ui/moment.js';
import { Badge, Card, Fact, Facts, type Tone } from '../../ui/surface.js';

type Connection = Answer<'readStripeConnection'>['data'];

const STATUS_WORDS: Readonly<Record<Connection['status'], { label: string; tone: Tone }>> = {
  connected: { label: 'Connected', tone: 'good' },
  not_recording: { label: 'Not recording', tone: 'warn' },
  disconnected: { label: 'Disconnected', tone: 'neutral' },
  not_connected: { label: 'Not connected', tone: 'neutral' },
};

/** Nothing where no account was ever connected: the command line makes the first connection. */
export function StripeCard() {
  const program = useProgram();
  const { data } = useQuery(queryOf('readStripeConnection', { params: { id: program.id } }));
  const connection = data?.data;
  if (connection === undefined || connection.status === 'not_connected') return null;
  const { label, tone } = STATUS_WORDS[connection.status];
  return (
    <Card title="Stripe" about={aboutOf(connection)} actions={<Badge tone={tone}>{label}</Badge>}>
      <Facts>
        <Fact name="Account">
          <code className="break-all">{connection.account_id}</code>
        </Fact>
        <Fact name="Webhook endpoint">
          <code className="break-all">{connection.webhook_endpoint_id}</code>
        </Fact>
        <Fact name="Since">
          {connection.connected_at !== null && <Moment iso={connection.connected_at} />}
        </Fact>
        <Fact name="Last event">
          {connection.last_event_at === null ? (
            'None yet'
          ) : (
            <Moment iso={connection.last_event_at} />
          )}
        </Fact>
      </Facts>
      {connection.status !== 'disconnected' && <Disconnect accountId={connection.account_id} />}
    </Card>
  );
}

function aboutOf({ status, livemode, charges_enabled }: Connection): string {
  if (status === 'disconnected') return 'What Stripe delivers is refused.';
  if (status === 'not_recording') return 'Payments come from elsewhere, so its events are ignored.';
  if (livemode === false) return 'In test mode: payments are kept as test events.';
  if (!charges_enabled) return 'Its payments are recorded. Stripe has not said that it may charge.';
  return 'Its payments, refunds and disputes are recorded by themselves.';
}

function Disconnect({ accountId }: { accountId: string | null }) {
  const program = useProgram();
  const [isAsking, setAsking] = useState(false);
  const mayDisconnect = useMay('program:update');
  const disconnect = useChange('disconnectStripe', {
    touches: ['readStripeConnection', 'readTrackingStatus'],
    done: 'Stripe is disconnected',
  });
  return (
    <div className="flex justify-end">
      <Button look="danger" disabled={!mayDisconnect} onClick={() => setAsking(true)}>
        Disconnect…
      </Button>
      <Confirm
        title="Disconnect Stripe?"
        consequence={
          'Payments are no longer recorded by themselves, from now on. What was recorded stays. ' +
          'Delete the webhook endpoint at Stripe as well.'
        }
        deed="Disconnect Stripe"
        typed={accountId ?? program.name.trim()}
        isBusy={disconnect.isPending}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() =>
          disconnect.mutate({ params: { id: program.id } }, { onSuccess: () => setAsking(false) })
        }
      />
    </div>
  );
}
