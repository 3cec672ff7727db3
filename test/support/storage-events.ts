/** The event of one new object in each of the forms that stores use. */
export const s3Event = (bucket: string, key: string, eventName = 'ObjectCreated:Put', object: object = {}) => ({
  Records: [
    {
      ...{ eventVersion: '2.1', eventSource: 'aws:s3', awsRegion: 'eu-west-1', eventName },
      s3: { s3SchemaVersion: '1.0', bucket: { name: bucket }, object: { key: formEncoded(key), ...object } },
    },
  ],
});

export const minioEvent = (bucket: string, key: string) => {
  const { Records } = s3Event(bucket, key, 's3:ObjectCreated:Put');
  return { EventName: 's3:ObjectCreated:Put', Key: `${bucket}/${key}`, Records };
};

export const eventBridgeEvent = (bucket: string, key: string, detailType = 'Object Created') => ({
  ...{ version: '0', id: '17793124-05d4-b198-2fde-7ededc63b103', account: '111122223333', region: 'eu-west-1' },
  ...{ source: 'aws.s3', 'detail-type': detailType, resources: [`arn:aws:s3:::${bucket}`] },
  detail: { version: '0', bucket: { name: bucket }, object: { key, size: 5, etag: 'b1946ac9' }, reason: 'PutObject' },
});

const formEncoded = (key: string) => encodeURIComponent(key).replaceAll('%20', '+');
