// Owns what `@affitor/sdk/react` exports.
'use client';

import {
  createContext,
  createElement,
  type ReactNode,
  useContext,
  useEffect,
  useState,
} from 'react';
import type { AffitorData, ConsentState } from '../browser/options.js';
import { getClickId, getData, init, signup } from '../browser/singleton.js';

/** Options of `init()` as properties. */
export interface AffitorProviderProps {
  programId?: number | string | undefined;
  debug?: boolean | undefined;
  apiBase?: string | undefined;
  cookieDomain?: string | undefined;
  /** As in `init()`; after the visitor's decision call `setConsent()`. */
  consent?: ConsentState | undefined;
  children?: ReactNode;
}

/** What `useAffitor()` answers. */
export interface AffitorContextValue {
  /** Null until the tracker has started, and on a server. */
  data: AffitorData | null;
  signup: typeof signup;
  getClickId: typeof getClickId;
}

const Context = createContext<AffitorContextValue | null>(null);

/**
 * Starts the tracker once the page is there, and keeps `useAffitor().data` fresh.
 *
 * @example
 * <AffitorProvider programId={123}>{children}</AffitorProvider>
 */
export function AffitorProvider(props: AffitorProviderProps) {
  const { programId, debug, apiBase, cookieDomain, consent, children } = props;
  const [data, setData] = useState<AffitorData | null>(null);
  useEffect(() => {
    const refresh = () => setData(getData());
    const tracker = init({
      programId,
      debug,
      apiBase,
      cookieDomain,
      ...(consent && { consent }),
    });
    // The click is still on its way when init() returns.
    if (tracker) tracker._onChange = refresh;
    refresh();
  }, [programId, debug, apiBase, cookieDomain, consent]);
  return createElement(Context.Provider, { value: { data, signup, getClickId } }, children);
}

/**
 * The visitor's attribution and the calls of the SDK; works outside a provider, too.
 *
 * @example
 * const { signup } = useAffitor();
 */
export function useAffitor(): AffitorContextValue {
  return useContext(Context) ?? { data: getData(), signup, getClickId };
}
