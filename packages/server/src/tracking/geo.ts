// Owns where a click came from, by the database file that the operator supplies, if any.
import { type CityResponse, open } from 'maxmind';

export interface Place {
  country: string | null;
  region: string | null;
  city: string | null;
}

/** Answers the place of an address; null when there is no database or no entry. */
export type FindPlace = (address: string) => Place | null;

/** Opens the .mmdb file, or answers a look-up that knows nothing. */
export async function openGeoDatabase(path: string | null): Promise<FindPlace> {
  if (path === null) return () => null;
  const reader = await open<CityResponse>(path, { watchForUpdates: true });
  return (address) => {
    const found = reader.get(address);
    if (!found) return null;
    return {
      country: found.country?.iso_code ?? null,
      region: found.subdivisions?.[0]?.iso_code ?? null,
      city: found.city?.names.en ?? null,
    };
  };
}
