// Owns the page that explains one refused or unattributed call, found by the id of its request.
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { ExternalLink, SearchX } from 'lucide-react';
import { useState } from 'react';
import type { Answer } from '../../api/client.js';
import { queryOf } from '../../api/queries.js';
import { useProgram } from '../../shell/session.js';
import { BackLink } from '../../ui/back-link.js';
import { Button, buttonLook } from '../../ui/button.js';
import { CopyButton, Snippet } from '../../ui/copy.js';
import { Moment } from '../../ui/moment.js';
import { Prose } from '../../ui/prose.js';
import { Empty, Failed, PageSkeleton } from '../../ui/states.js';
import { Badge, Card, Fact, Facts, PageHeading } from '../../ui/surface.js';
import { useTitle } from '../../ui/title.js';

type Refusal = Answer<'traceRefusals'>['data'][number];

export function RefusalPage() {
  useTitle('Refused call');
  const program = useProgram();
  const { requestId } = useParams({
    from: '/signed-in/programs/$programId/trace/refusals/$requestId',
  });
  const [isRaw, setRaw] = useState(false);
  const { data, error, refetch } = useQuery(
    queryOf('traceRefusals', { params: { id: program.id }, query: { request_id: requestId } }),
  );
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <PageSkeleton />;
  return (
    <>
      <BackLink to="/programs/$programId/trace/refusals" label="Refused calls" />
      <PageHeading title="Refused call" about={`Request ${requestId}`}>
        <CopyButton text={location.href} label="link" words="Copy link" isWide />
        <Button size="small" aria-pressed={isRaw} onClick={() => setRaw(!isRaw)}>
          Raw JSON
        </Button>
      </PageHeading>
      {data.data.length === 0 && (
        <Empty
          icon={<SearchX />}
          title="No refused call has this id"
          about="Refused calls are kept for 30 days. Check the X-Request-Id of the answer."
        />
      )}
      {data.data.map((refusal) => (
        <Explained key={refusal.id} refusal={refusal} />
      ))}
      {isRaw && <Snippet text={JSON.stringify(data.data, null, 2)} label="the call as JSON" />}
    </>
  );
}

function Explained({ refusal }: { refusal: Refusal }) {
  return (
    <Card
      title={refusal.reason}
      actions={
        <Badge tone={refusal.status < 300 ? 'warn' : 'bad'}>
          {refusal.status < 300 ? 'Not credited' : `Refused with ${refusal.status}`}
        </Badge>
      }
    >
      <p className="max-w-prose">
        <Prose text={refusal.explanation.sentence} />
      </p>
      {refusal.explanation.fix !== null && (
        <p className="max-w-prose rounded-xl border bg-sunken p-3">
          <strong className="block font-semibold">What to do</strong>
          <Prose text={refusal.explanation.fix} />
        </p>
      )}
      <Facts className="max-w-md">
        <Fact name="Call">{refusal.endpoint}</Fact>
        <Fact name="Code">
          <code className="font-mono text-[0.8125rem]">{refusal.code}</code>
        </Fact>
        <Fact name="When">
          <Moment iso={refusal.created_at} />
        </Fact>
      </Facts>
      {refusal.docs_path !== null && (
        <a
          href={refusal.docs_path}
          target="_blank"
          rel="noreferrer"
          className={`${buttonLook({ size: 'small' })} w-fit`}
        >
          <ExternalLink aria-hidden="true" /> Read about this error
        </a>
      )}
    </Card>
  );
}
