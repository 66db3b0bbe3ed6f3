// Owns sharing a link: to any allowed page, with names of a campaign, as text and as QR code.
import { useQuery } from '@tanstack/react-query';
import { ExternalLink, Share2 } from 'lucide-react';
import { useState } from 'react';
import type { Answer } from '../../api/client.js';
import { queryOf } from '../../api/queries.js';
import { useProgram } from '../../shell/session.js';
import { Button, buttonLook } from '../../ui/button.js';
import { Snippet } from '../../ui/copy.js';
import { SidePanel } from '../../ui/dialog.js';
import { Field, Input } from '../../ui/fields.js';
import { QrCode, QrDownload } from '../../ui/qr-code.js';
import { linkAddress, readPage, UTM_FIELDS, type UtmName } from './link-address.js';

type PartnerLink = Pick<
  Answer<'readLink'>['data'],
  'name' | 'short_link' | 'destination_url' | 'status'
>;

export function ShareButton({ link }: { link: PartnerLink }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        size="small"
        look="quiet"
        aria-label={`Share ${link.short_link}`}
        onClick={() => setOpen(true)}
      >
        <Share2 aria-hidden="true" /> Share
      </Button>
      <SidePanel
        title={`Share ${link.name ?? link.short_link}`}
        description="Any page of yours can be a link of this partner."
        isOpen={isOpen}
        onClose={() => setOpen(false)}
      >
        <ShareForm link={link} />
      </SidePanel>
    </>
  );
}

function ShareForm({ link }: { link: PartnerLink }) {
  const [typed, setTyped] = useState(link.destination_url);
  const [utm, setUtm] = useState<Partial<Record<UtmName, string>>>({});
  const page = readPage(typed);
  const address = page && linkAddress(page, link.short_link, utm);
  return (
    <div className="grid gap-5">
      <Field
        label="Page"
        hint="Copy it from the address bar."
        problem={page === null ? 'Type an address that begins with https://.' : undefined}
      >
        {(control) => (
          <Input
            {...control}
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
            type="url"
            spellCheck={false}
          />
        )}
      </Field>
      {page && <OriginWarning origin={page.origin} />}
      <fieldset className="grid">
        <legend className="mb-3 font-medium">For your own analytics, optional</legend>
        <div className="grid gap-3 sm:grid-cols-3">
          {UTM_FIELDS.map(({ name, label, example }) => (
            <Field key={name} label={label}>
              {(control) => (
                <Input
                  {...control}
                  value={utm[name] ?? ''}
                  placeholder={example}
                  onChange={({ target }) => setUtm({ ...utm, [name]: target.value })}
                />
              )}
            </Field>
          ))}
        </div>
      </fieldset>
      {address !== null && <Outcome link={link} address={address} />}
    </div>
  );
}

function Outcome({ link, address }: { link: PartnerLink; address: string }) {
  return (
    <>
      <Snippet text={address} label="the link" />
      <div className="flex flex-wrap items-end gap-4">
        <QrCode text={address} label={`QR code of ${address}`} />
        <div className="flex flex-wrap gap-2">
          <QrDownload text={address} fileName={`${link.short_link}.svg`} />
          <a
            href={address}
            target="_blank"
            rel="noreferrer"
            className={buttonLook({ size: 'small' })}
          >
            <ExternalLink aria-hidden="true" /> Test the link
          </a>
        </div>
      </div>
      <p className="text-muted">
        Opening it counts as a click of the partner, like anybody’s.
        {link.status === 'inactive' && ' This link is inactive: it records nothing.'}
      </p>
    </>
  );
}

/** A page of a site that may not report would lead visitors there and count nobody. */
function OriginWarning({ origin }: { origin: string }) {
  const program = useProgram();
  const { data } = useQuery(
    queryOf('checkOrigin', { params: { id: program.id }, query: { origin } }),
  );
  if (data === undefined || data.data.is_allowed) return null;
  return (
    <p role="alert" className="rounded-xl bg-warn-soft px-3 py-2 text-warn">
      {origin} is no allowed origin: its pages cannot report clicks. Add it in the settings first.
    </p>
  );
}
