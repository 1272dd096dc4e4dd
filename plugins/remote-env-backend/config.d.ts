import type { HumanDuration } from '@backstage/types';

/** A folder of ours on this machine, or a PostgreSQL database. */
type Database =
  | {
      client: 'sqlite';
      /** Default: a file in `dataDir`. */
      file?: string;
    }
  | {
      client: 'pg';
      /**
       * `postgres://…`
       * @visibility secret
       */
      connectionString: string;
      /** Default `remote_env`. */
      schema?: string;
    };

/** How NATS is reached, and what is ours on it. Files are read again for every new connection. */
interface Nats {
  /** `nats://host:port` or `tls://host:port`, of any servers of one cluster; as text they are separated by commas. */
  servers: string[] | string;
  /** File with a user's JWT and key. */
  credentialsFile?: string;
  /** Instead of a credentials file. */
  username?: string;
  /** @visibility secret */
  password?: string;
  /**
   * Instead of a credentials file.
   * @visibility secret
   */
  token?: string;
  tls?: {
    /** PEM of the CAs that the servers' certificates chain to. Default: those of the system. */
    caFile?: string;
    /** Client certificate and its key, PEM. */
    certFile?: string;
    keyFile?: string;
  };
  /** Name of the log's stream; those of dead letters and slots begin with it. Default `REMOTE_ENV`. */
  stream?: string;
  /** First token of every subject. Default `remote-env`. */
  subjectPrefix?: string;
  /** Of every stream. Default 1. */
  replicas?: number | string;
  /** Bytes of the log and of the dead letters, each, 1 MiB or more; a full one refuses what is new. Default: the server's own limit. */
  maxBytes?: number | string;
  /** Monitoring endpoints of all servers, `http://host:8222`, asked at start whether an acknowledged event is on disk. */
  monitoringUrls?: string[] | string;
}

interface Listen {
  /** Address to bind. Default `127.0.0.1`. */
  host?: string;
  /** 0: any free port. */
  port?: number | string;
}

/** Nothing here is visible to the browser: pages get what they show from the portal API. */
export interface Config {
  remoteEnv: {
    /**
     * Folder in which this installation keeps its files, made with mode 0700. Its path has 89 bytes at most, because
     * the gateway's control socket lies in it.
     */
    dataDir: string;

    /** Users and groups with every permission of this plugin, e.g. `group:default/platform`. */
    admins?: string[];

    /** How many people approve a request. Default: one who may. */
    approvals?: {
      automatic?: {
        /** What their members ask for is approved at once, unless two have to. As text with commas, too. Default: none. */
        groups?: string[] | string;
      };
      /** Two different people for an environment that has every label of one of these, e.g. `stage: production`. Default: none. */
      twoAdmins?: { [label: string]: string }[];
    };

    namespaces?: {
      /** Holds the key of the certificate authority. Default `remote-env-authority`. */
      authority?: string;
      /** Holds everything else but the Secrets of consumers. Default `remote-env-system`. */
      system?: string;
    };

    resourceStore?: {
      /**
       * Default `database`. `kubernetes`: custom resources and Secrets in the namespaces above, on an API server that
       * serves the definitions of `deploy/base/crds`.
       */
      type?: 'database' | 'kubernetes';
      /** Default: `resources.sqlite` in `dataDir`. */
      database?: Database;
      kubernetes?: {
        /** A kubeconfig file. Default: the ServiceAccount of the pod that the process runs in. */
        kubeconfig?: string;
        /** Of that file. Default: its current one. */
        context?: string;
      };
    };

    /** The Kubernetes Service that each registered API gets, as its host name in the cluster: `re-{environment}-{service id}`. */
    servicePerApi?: {
      /**
       * `externalName`: an alias of the gateway's Service. `clusterIP`: an address of its own, for networks that tell
       * destinations apart by address. `none`: no Services. Default `externalName` with the `kubernetes` resource
       * store; with the database there can only be `none`.
       */
      type?: 'externalName' | 'clusterIP' | 'none';
      gateway?: {
        /** The API proxy's own Service, which listens on port 80. Default `remote-env-apiproxy`. */
        service?: string;
        /** Where that Service is. Default: the system namespace. */
        namespace?: string;
        /** For `clusterIP`: labels of the API proxy's pods. Default `remote-env.dev/apiproxy: "true"`. */
        selector?: { [label: string]: string };
        /** For `clusterIP`: where these pods listen. Default: `apiProxy.listen.port`. */
        targetPort?: number | string;
      };
      /** Default `cluster.local`. */
      clusterDomain?: string;
    };

    documentStore?: {
      /** Default `filesystem`: a folder of this machine. `minio`: a bucket of any S3 endpoint. */
      type?: 'filesystem' | 'minio';
      filesystem?: {
        /** Default: `documents` in `dataDir`. */
        root?: string;
      };
      /** Needed with `type: minio`, with a key pair in plain or in files. */
      minio?: {
        /** Origin of the S3 API, e.g. `https://s3.acme.test:9000`. Plain http only where nobody else is on the wire. */
        endpoint: string;
        /** PEM file with the authorities of the endpoint's certificate, instead of the well-known ones. */
        caFile?: string;
        /** @visibility secret */
        accessKey?: string;
        /** @visibility secret */
        secretKey?: string;
        /** @visibility secret */
        sessionToken?: string;
        /** File with the access key; read again now and then, so that keys can be rotated without a restart. */
        accessKeyFile?: string;
        /** File with the secret key. */
        secretKeyFile?: string;
        /** Default `us-east-1`, which most servers other than Amazon's go by. */
        region?: string;
        bucket: string;
        /** Make the bucket when it is missing. Default false: then that is an error at start. */
        createBucket?: boolean | string;
        /** Before every key, with a final slash, for a bucket that is shared. Default: none. */
        prefix?: string;
        /** Whether the bucket stands in the path or in the host name. Default `path`; Amazon's endpoints always get `virtualHost`. */
        addressing?: 'path' | 'virtualHost';
        /** How documents are encrypted where they lie. Default: as the bucket has it. */
        serverSideEncryption?:
          | { type: 's3' }
          | {
              type: 'kms';
              /** Default: the key of the bucket. */
              keyId?: string;
            };
        /** Without any progress for so long a request is given up. Default `30s`. */
        timeout?: HumanDuration | string;
        /** Folder for uploads of more than 1 MiB until their digest is known. Default: the system's temporary one. */
        spoolFolder?: string;
      };
      /** Documents from the bucket that are kept on this machine, so that they are read without it. */
      cache?: {
        /** Default 1073741824 (1 GiB); 0: none. */
        maxBytes?: number | string;
        /** Folder of this process alone. Default: `document-cache` in `dataDir`. */
        folder?: string;
      };
    };

    eventBus?: {
      /** Default `database`. */
      type?: 'database' | 'nats';
      /** Default: `events.sqlite` in `dataDir`. */
      database?: Database;
      /** NATS 2.10 or later with JetStream; needed when that is the type. */
      nats?: Nats;
      /** How long ids of events are remembered, so that the same one is accepted once. Default `5m`. */
      duplicateWindow?: HumanDuration | string;
      /** How long settled events are kept. Default `7d`. */
      retention?: HumanDuration | string;
    };

    secrets: {
      /**
       * Base64 of 32 bytes; Secrets in the database adapters are sealed with it. Whoever loses it loses them.
       * @visibility secret
       */
      encryptionKey: string;
    };

    /** Certificates for the systems that connect. */
    trust?: {
      /** Subject of every certificate, the common name apart, which is the environment's name. Letters, digits, blank, dot and dash only. */
      subject?: {
        /** `O`. Default `Organization`. */
        organization?: string;
        /** `OU`. Default `OrgUnit`. */
        organizationalUnit?: string;
        /** `L`. Default `Locality`. */
        locality?: string;
        /** `ST`. Default `Province`. */
        province?: string;
        /** `C`, two capital letters. Default `DE`. */
        country?: string;
        /** Tenant and group of an environment, where it has them, in the place of `O` and `OU`. Default `false`. */
        byTenant?: boolean | string;
      };
      /** How long a one-time token can be used. Default `5m`. */
      tokenTtl?: HumanDuration | string;
      /** Default `90d`; never beyond the authority's own. */
      certificateValidity?: HumanDuration | string;
      /** From a list of revoked certificates to its next update; a new one comes at half of it, and with each revocation. Default `24h`. */
      crlValidity?: HumanDuration | string;
      /** The authority that signs them. Exchanged while the portal runs. */
      authority?: {
        /**
         * `store` (default): Secret `client-ca` of the authority namespace, made at first start unless somebody brings
         * one. `files`: of this machine, kept by somebody else.
         */
        type?: 'store' | 'files';
        /** Of `files`: PEM, the certificate that issues first. */
        certificateFile?: string;
        /** Of `files`: PEM. */
        keyFile?: string;
        /** Of `files`: PEM of what `certificateFile` lacks, up to the root. */
        caFile?: string;
        /** Take a chain that does not end with a root. Default false. */
        allowPartialChain?: boolean | string;
      };
    };

    /** The TLS entrance that systems call. */
    edge?: {
      /** The https URL under which systems reach the edge; every URL in its answers begins with it. Default `https://localhost:{port}`. */
      publicUrl?: string;
      /** Default port 8443. */
      listen?: Listen;
      /** Bytes. */
      limits?: {
        /** Of a service's registration. Default 33554432 (32 MiB). */
        registryBody?: number | string;
        /** Of an event, 1 MiB at most. Default 65536. */
        eventBody?: number | string;
      };
      /** A gateway whose view of the store is older refuses every call. Default `15m`. */
      maxViewAge?: HumanDuration | string;
      /** A second listener, for an ingress that ends TLS and forwards the certificates of systems in a header. Absent: there is none. */
      forwarded?: {
        /** Default port 8444. */
        listen?: Listen;
        /** PEM of what the ingress's own client certificate must verify against; nobody else gets in. Never the CA of systems. Read again when it changes. */
        clientCaFile: string;
        /** One of these the ingress's certificate must have, as DNS name or, without any, common name. Default: any that verifies. As text with commas, too. */
        names?: string[] | string;
        /** The one form that is read: RFC 9440, Envoy's XFCC, or percent-encoded PEM as nginx has it. */
        header: 'client-cert' | 'x-forwarded-client-cert' | 'x-ssl-client-cert';
        /** Name of the header of `x-ssl-client-cert`, where it is another one: `ssl-client-cert` with ingress-nginx. */
        headerName?: string;
      };
    };

    /** The entrance that lambdas call to reach a system's API. */
    apiProxy?: {
      /** Base of the URLs that consumers get. Default `http://localhost:{port}`. */
      publicUrl?: string;
      /** Default port 8081. */
      listen?: Listen;
      /** Bytes of a request body that are kept for the one retry. Default 1048576 (1 MiB). */
      retryBodyLimit?: number | string;
      /** Until a system begins to answer. Default `30s`. */
      timeout?: HumanDuration | string;
    };

    /** Metrics and health of the gateway. */
    metrics?: {
      /** Default port 9464. */
      listen?: Listen;
    };

    gateway: {
      /** Whether the portal starts and supervises a gateway of its own. Default true. */
      supervise?: boolean | string;
      /** Default: all. */
      roles?: ('edge' | 'events' | 'apiproxy' | 'delivery')[];
      /** Base URL of this plugin as gateways reach it. Default `{backend.baseUrl}/api/remote-env`. */
      portalUrl?: string;
      /**
       * 32 characters or more, by which gateways call this plugin. It or `tokenFile` is needed.
       * @visibility secret
       */
      token?: string;
      /**
       * File with the token, one a line: gateways send the first, the portal accepts both of two. Read again when it
       * changes.
       */
      tokenFile?: string;
      /**
       * Base64 of 32 bytes; gateways sign with it which certificate they verified. It or `assertionKeyFile` is needed.
       * @visibility secret
       */
      assertionKey?: string;
      /** File with that key, one a line, as `tokenFile`. */
      assertionKeyFile?: string;
      /**
       * 32 characters or more; by it the portal calls the gateway's control socket.
       * @visibility secret
       */
      controlToken: string;
      /** The gateway's program. Default: the installed package `@remote-env/gateway`. */
      bundle?: string;
    };

    /**
     * What calls to URLs from outside may reach. Public hosts over https are open; metadata services, link-local and
     * reserved addresses and this installation's own listeners are closed whatever stands here.
     */
    outbound?: {
      /** Local try-out only: loopback over plain http. Default false. */
      allowLoopback?: boolean | string;
      /** Hosts that may be private or plain http, by purpose: `shop.acme.test`, `*.acme.test`, `10.1.2.3`, `10.0.0.0/8`. */
      allow?: {
        /** Registered APIs. */
        target?: string[];
        /** OAuth and CSRF token endpoints. */
        token?: string[];
        /** Specifications fetched at registration. */
        spec?: string[];
        /** Sinks of event subscriptions. */
        sink?: string[];
        webhook?: string[];
      };
      /** Hosts and networks never called, whatever is allowed. */
      deny?: string[];
    };

    registry?: {
      /** How many versions of each document of a service are kept. 1 to 200; default 20. */
      versions?: number | string;
    };
    activity?: {
      /** How long entries of the activity log are kept. Default `90d`. */
      retention?: HumanDuration | string;
    };
  };
}
