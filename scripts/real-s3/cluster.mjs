import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { cephConf } from './ceph-conf.mjs';
import { Daemon } from './daemon.mjs';
import { freePair } from './free-ports.mjs';

const user = { accessKeyId: 'airlocktest', secretAccessKey: 'airlock-test-secret-of-loopback' };

/** A whole Ceph with its S3 gateway in one folder: a monitor, a disk and the gateway. Starting it twice is fine. */
export class Cluster {
  constructor(folder, port) {
    const conf = join(folder, 'ceph.conf');
    Object.assign(this, { folder, port, conf, endpoint: `http://127.0.0.1:${port}` });
    const daemon = (name, ...command) => new Daemon(folder, name, [...command, '--conf', conf, '-f']);
    this.monitor = daemon('monitor', 'ceph-mon', '-i', 'a');
    this.disk = daemon('disk', 'ceph-osd', '-i', '0');
    this.gateway = daemon('gateway', 'radosgw', '-n', 'client.rgw');
  }

  get isRunning() {
    return this.gateway.pid !== undefined;
  }

  /** What a server under test is started with; each takes a bucket of its own. */
  get settings() {
    return {
      S3_ENDPOINT: this.endpoint,
      AWS_ACCESS_KEY_ID: user.accessKeyId,
      AWS_SECRET_ACCESS_KEY: user.secretAccessKey,
      AWS_S3_REGION_NAME: 'us-east-1',
    };
  }

  async start(say) {
    await this.prepare();
    this.monitor.start();
    await this.monitor.until(() => this.succeeds('ceph', 'mon', 'stat'));
    say('the monitor answers');
    if (!existsSync(join(this.folder, 'osd', 'ready'))) this.makeDisk();
    this.disk.start();
    await this.disk.until(() => this.run('ceph', 'osd', 'stat').includes('1 up'));
    say('the disk is up');
    this.gateway.start();
    if (!existsSync(join(this.folder, 'user'))) this.makeUser();
    await this.gateway.until(() => this.answers());
    say(`the gateway answers at ${this.endpoint}`);
  }

  async stop() {
    for (const daemon of [this.gateway, this.disk, this.monitor]) await daemon.stop();
  }

  async wipe() {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async prepare() {
    if (existsSync(join(this.folder, 'mon', 'store.db'))) return;
    for (const part of ['mon', 'osd', 'rgw']) mkdirSync(join(this.folder, part), { recursive: true });
    const { folder, port, conf } = this;
    const fsid = randomUUID();
    const monitorPort = await freePair(port + 4200);
    writeFileSync(conf, cephConf({ folder, fsid, port, monitorPort, diskGiB: 20 }));
    const address = `[v2:127.0.0.1:${monitorPort},v1:127.0.0.1:${monitorPort + 1}]`;
    const map = join(folder, 'monmap');
    const keyring = this.makeKeys();
    this.run('monmaptool', '--create', '--fsid', fsid, '--addv', 'a', address, '--clobber', map);
    this.run('ceph-mon', '--mkfs', '-i', 'a', '--monmap', map, '--keyring', keyring);
  }

  makeKeys() {
    const keyring = join(this.folder, 'keyring');
    const all = ['mon', 'osd'].flatMap((part) => ['--cap', part, 'allow *']);
    for (const name of ['mon.', 'client.admin', 'client.rgw', 'osd.0']) {
      const create = name === 'mon.' ? ['--create-keyring'] : [];
      this.run('ceph-authtool', keyring, ...create, '--gen-key', '-n', name, ...all);
    }
    chmodSync(keyring, 0o600);
    return keyring;
  }

  makeDisk() {
    const id = randomUUID();
    this.run('ceph', 'osd', 'new', id);
    this.run('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', id);
    writeFileSync(join(this.folder, 'osd', 'ready'), '');
  }

  makeUser() {
    const { accessKeyId, secretAccessKey } = user;
    const keys = [`--access-key=${accessKeyId}`, `--secret-key=${secretAccessKey}`];
    this.run('radosgw-admin', 'user', 'create', '--uid=airlock', '--display-name=airlock', '--max-buckets=0', ...keys);
    writeFileSync(join(this.folder, 'user'), '');
  }

  async answers() {
    return this.buckets().then(
      () => true,
      () => false,
    );
  }

  /** The names of all buckets: tests against this server leave none behind. */
  async buckets() {
    const client = new S3Client({
      ...{ endpoint: this.endpoint, region: 'us-east-1', credentials: user, forcePathStyle: true, maxAttempts: 1 },
      requestHandler: { connectionTimeout: 1000, requestTimeout: 5000 },
    });
    try {
      return ((await client.send(new ListBucketsCommand())).Buckets ?? []).map(({ Name }) => Name);
    } finally {
      client.destroy();
    }
  }

  run(program, ...args) {
    const options = { encoding: 'utf8', timeout: 120_000, stdio: ['ignore', 'pipe', 'pipe'] };
    return execFileSync(program, [...args, '--conf', this.conf], options);
  }

  succeeds(program, ...args) {
    try {
      this.run(program, ...args, '--connect-timeout', '5');
      return true;
    } catch {
      return false;
    }
  }
}
