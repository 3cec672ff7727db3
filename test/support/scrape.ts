/** The samples that a server shows: `name{labels}` → value. */
export async function scrape(url: string): Promise<Map<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}

/** One of them, without `airlock_`; 0 where it is not shown. */
export async function sample(url: string, series: string): Promise<number> {
  return (await scrape(url)).get(`airlock_${series}`) ?? 0;
}

/** How many uploads a server has created by this API. */
export const createdBy = (url: string, face: string) => sample(url, `uploads_created_total{face="${face}"}`);
