// Owns the page of all links of the program.
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Link2, Plus } from 'lucide-react';
import { pagesOf } from '../../api/queries.js';
import { useMay, useProgram } from '../../shell/session.js';
import { useAddFlag } from '../../ui/add-flag.js';
import { Button, buttonLook } from '../../ui/button.js';
import { Select } from '../../ui/fields.js';
import { NothingHere } from '../../ui/nothing-here.js';
import { PagedTable } from '../../ui/paged-table.js';
import { PartnerFilter } from '../../ui/partner-name.js';
import { PageHeading } from '../../ui/surface.js';
import { useTitle } from '../../ui/title.js';
import { AddLinkDialog } from './add-link.js';
import { linkColumns } from './columns.js';

const COLUMNS = linkColumns({ hasPartner: true });

export function LinksPage() {
  useTitle('Links');
  const program = useProgram();
  const search = useSearch({ from: '/signed-in/programs/$programId/links' });
  const [isAdding, setAdding] = useAddFlag();
  const mayChange = useMay('program:update');
  const query = {
    ...(search.status === undefined ? {} : { status: search.status }),
    ...(search.partner === undefined ? {} : { partner_id: search.partner }),
  };
  const pages = useInfiniteQuery(pagesOf('listLinks', { params: { id: program.id }, query }));
  const isNarrowed = Object.keys(query).length > 0;
  return (
    <>
      <PageHeading
        title="Links"
        about="Each leads to a page of yours and says who sent the visitor."
      >
        {mayChange && (
          <Button look="primary" onClick={() => setAdding(true)}>
            <Plus aria-hidden="true" /> New link
          </Button>
        )}
      </PageHeading>
      <PagedTable
        name="links"
        label="Links"
        pages={pages}
        columns={COLUMNS}
        keyOf={(row) => String(row.id)}
        filters={<LinkFilters />}
        empty={
          <NothingHere
            icon={<Link2 />}
            title="No links here"
            isNarrowed={isNarrowed}
            narrowed="No link fits these filters."
            about="Add a partner first; a link comes with each."
          >
            <Link
              to="/programs/$programId/partners"
              params={{ programId: String(program.id) }}
              className={buttonLook({ look: 'primary' })}
            >
              Go to partners
            </Link>
          </NothingHere>
        }
      />
      <AddLinkDialog isOpen={isAdding} onClose={() => setAdding(false)} />
    </>
  );
}

function LinkFilters() {
  const search = useSearch({ from: '/signed-in/programs/$programId/links' });
  const navigate = useNavigate({ from: '/programs/$programId/links' });
  return (
    <>
      <Select
        aria-label="Status"
        className="h-8 w-36"
        value={search.status ?? ''}
        onChange={({ target }) =>
          void navigate({
            search: ({ status: _old, ...rest }) =>
              target.value === '' ? rest : { ...rest, status: target.value as 'active' },
            replace: true,
          })
        }
      >
        <option value="">All statuses</option>
        <option value="active">Active</option>
        <option value="inactive">Inactive</option>
      </Select>
      <PartnerFilter
        value={search.partner}
        onChange={(partner) =>
          void navigate({
            search: ({ partner: _old, ...rest }) =>
              partner === undefined ? rest : { ...rest, partner },
            replace: true,
          })
        }
      />
    </>
  );
}
