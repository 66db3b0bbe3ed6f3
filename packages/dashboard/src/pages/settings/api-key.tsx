// Owns the program's API key: masked, and replaced after a typed confirmation.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { callApi } from '../../api/client.js';
import { refresh, tellFailure } from '../../api/queries.js';
import { useMay, useProgram } from '../../shell/session.js';
import { Button } from '../../ui/button.js';
import { Confirm } from '../../ui/confirm.js';
import { Snippet } from '../../ui/copy.js';
import { Dialog } from '../../ui/dialog.js';
import { Moment } from '../../ui/moment.js';
import { Card, Fact, Facts } from '../../ui/surface.js';

export function ApiKeySection() {
  const program = useProgram();
  const client = useQueryClient();
  const mayRegenerate = useMay('program:regenerate-token');
  const [isAsking, setAsking] = useState(false);
  const regenerate = useMutation({
    mutationFn: () => callApi('regenerateApiToken', { params: { id: program.id } }),
    onSuccess: () => {
      setAsking(false);
      return refresh(client, ['readProgram']);
    },
    onError: (error) => void tellFailure(error),
    // The full key must not outlive the dialog that shows it.
    gcTime: 0,
  });
  const key = regenerate.data?.data.api_token;
  return (
    <Card
      title="API key"
      about="Your server reports sales, refunds and sign-ups with it. Never put it into a page."
    >
      <Facts>
        <Fact name="Key">
          <code className="break-all">{program.api_token_masked}</code>
        </Fact>
        <Fact name="Made">
          <Moment iso={program.key_rotated_at ?? program.created_at} />
        </Fact>
      </Facts>
      {mayRegenerate ? (
        <div className="flex justify-end">
          <Button look="danger" onClick={() => setAsking(true)}>
            Regenerate…
          </Button>
        </div>
      ) : (
        <p className="text-muted">Only owners of the workspace may replace it.</p>
      )}
      <Confirm
        title="Regenerate the API key?"
        consequence="The present key stops working at once. Calls with it are refused."
        deed="Regenerate the key"
        typed={program.name.trim()}
        isBusy={regenerate.isPending}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() => regenerate.mutate()}
      />
      <Dialog
        title="The new API key"
        description="It is shown now and never again. Put it where your server keeps its secrets."
        isOpen={key !== undefined}
        onClose={() => regenerate.reset()}
      >
        <Snippet text={key ?? ''} label="API key" />
        <div className="flex justify-end">
          <Button look="primary" onClick={() => regenerate.reset()}>
            I have kept it
          </Button>
        </div>
      </Dialog>
    </Card>
  );
}
