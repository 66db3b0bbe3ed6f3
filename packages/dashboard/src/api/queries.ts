// Owns how pages read and change: queries keyed by operation, changes that refresh what they touch.
import {
  infiniteQueryOptions,
  QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { toast } from 'sonner';
import { type Answer, type CallInput, callApi, type OperationId } from './client.js';
import { ApiFailure, explainFailure } from './failure.js';

const FRESH_MS = 15_000;
const RETRIES_MAX = 2;

/** The cache of a page's life. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        // What the service refused, it refuses again; only silence and 5xx are worth another try.
        retry: (count, error) =>
          count < RETRIES_MAX &&
          error instanceof ApiFailure &&
          (error.status === 0 || error.status >= 502),
      },
    },
  });
}

/** The query of an operation that reads. */
export function queryOf<Id extends OperationId>(id: Id, input: CallInput<Id>) {
  return queryOptions({
    queryKey: [id, input] as const,
    queryFn: ({ signal }) => callApi(id, input, signal),
  });
}

export type PagedId =
  | 'listAuditLog'
  | 'listCommissions'
  | 'listCustomers'
  | 'listFailedCommissions'
  | 'listLinks'
  | 'listPartnerReport'
  | 'listPartners'
  | 'listRefusals';

/** The query of a list that comes page by page. */
export function pagesOf<Id extends PagedId>(id: Id, input: CallInput<Id>) {
  return infiniteQueryOptions({
    queryKey: [id, 'pages', input] as const,
    queryFn: ({ pageParam, signal }) => callApi(id, withCursor(id, input, pageParam), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Answer<Id>) => page.meta.next_cursor,
  });
}

/** The same call, for the page that begins at a cursor. */
export function withCursor<Id extends PagedId>(
  _id: Id,
  input: CallInput<Id>,
  cursor: string | null,
): CallInput<Id> {
  if (cursor === null) return input;
  const query = { ...(input.query as object | undefined), cursor };
  return { ...input, query };
}

/**
 * A change: calls an operation, tells the outcome, and refreshes the lists that it touches.
 * @param touches the operations whose answers are stale afterwards
 */
export function useChange<Id extends OperationId>(
  id: Id,
  { touches, done }: { touches: readonly OperationId[]; done?: string },
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: CallInput<Id>) => callApi(id, input),
    onSuccess: async () => {
      if (done !== undefined) toast.success(done);
      await refresh(client, touches);
    },
    onError: (error) => void tellFailure(error),
  });
}

/** Asks anew for everything that these operations answered. */
export async function refresh(client: QueryClient, ids: readonly OperationId[]): Promise<void> {
  await Promise.all(ids.map((id) => client.invalidateQueries({ queryKey: [id] })));
}

/** Says in a toast what went wrong and what to do. */
export async function tellFailure(error: unknown): Promise<void> {
  const { title, advice } = await explainFailure(error);
  toast.error(title, { description: advice });
}
