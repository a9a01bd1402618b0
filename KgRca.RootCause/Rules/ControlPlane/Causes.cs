namespace KgRca.RootCause.Rules;

// Causes: the control plane and its clients.
internal static partial class Causes
{
    public const string ApiTokenRejected = "api_token_rejected";
    public const string LeaseLost = "leader_election_lost";
    public const string EtcdSlow = "etcd_slow";
    public const string EtcdFull = "etcd_database_full";
    public const string ApiServerSlow = "api_server_slow";
    public const string ApiServerOverloaded = "api_server_overloaded";
    public const string KubeletRejected = "kubelet_rejected";

    /// <summary>What they mean and what to do: the control plane and its clients.</summary>
    public static CauseClass[] OfControlPlane { get; } =
    [
        new(
            ApiTokenRejected,
            "API server rejects the token",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The API server returns 401 Unauthorized: the token that the process read at startup has expired "
                + "or was revoked, and the process does not reload it.",
            "Restart the Pods so that they read the current token; update client libraries that do not reload it."
        ),
        new(
            LeaseLost,
            "Controller lost its leader lease",
            CauseFamily.Container,
            CauseKinds.Workload,
            "A controller could not renew its leader lease in time and exited or stopped leading, because "
                + "the API server or etcd did not respond.",
            "Check the API server and etcd, not the controller."
        ),
        new(
            EtcdSlow,
            "etcd is slow",
            CauseFamily.Container,
            CauseKinds.Workload,
            "etcd takes seconds to apply or fsync writes, so API clients lose their leases. A slow disk is "
                + "the usual reason.",
            "Check the latency of etcd's disk (`etcd_disk_wal_fsync_duration_seconds`) and what else writes to it."
        )
        {
            MeasuredBy = "the latency of the disk that holds etcd's data",
        },
        new(
            EtcdFull,
            "etcd database is full",
            CauseFamily.Container,
            CauseKinds.Workload,
            "etcd reached its space quota and rejects writes until space is freed: reads work, changes fail.",
            "Compact and defragment etcd, then `etcdctl alarm disarm`; find what writes so many or such large objects."
        ),
        new(
            ApiServerSlow,
            "API server is slow",
            CauseFamily.Container,
            CauseKinds.Workload,
            "Several controllers lost their leader leases at the same time because the API server did not respond.",
            "Check the load and the log of kube-apiserver, then etcd."
        ),
        new(
            ApiServerOverloaded,
            "API server throttles requests",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The API server returns 429: API Priority and Fairness rejects requests because the server is "
                + "overloaded, or because one client sends too many.",
            "Find the client that sends most (`apiserver_flowcontrol_rejected_requests_total` by flow "
                + "schema) and reduce its requests; raise the concurrency shares of its priority level only after "
                + "that."
        )
        {
            MeasuredBy = "the API server's requests by client and flow schema",
        },
        new(
            KubeletRejected,
            "Kubelet's credentials are rejected",
            CauseFamily.Node,
            CauseKinds.Node,
            "The API server rejects the kubelet's certificate, or clients reject the one that the kubelet "
                + "serves: it has expired, the node's clock is wrong, or it is issued for a different node.",
            "Renew the kubelet's certificate (`kubeadm certs`, or approve its CertificateSigningRequest), check the node's clock, then restart the kubelet."
        ),
    ];
}
