namespace KgRca.RootCause.Taxonomy;

/// <summary>Families of causes, for what they share: whom to mend, and what follows from them.</summary>
internal enum CauseFamily
{
    /// <summary>The container's own process.</summary>
    Container,

    /// <summary>The image and its registry.</summary>
    Image,

    /// <summary>A probe that asks for the wrong thing.</summary>
    Probe,

    /// <summary>No node takes the pod.</summary>
    Scheduling,

    /// <summary>A namespace's quota.</summary>
    Quota,

    /// <summary>The API server refuses.</summary>
    Admission,

    /// <summary>Something that is referred to is absent.</summary>
    Reference,

    /// <summary>Volumes and claims.</summary>
    Storage,

    /// <summary>A node and what runs on it for the cluster.</summary>
    Node,

    /// <summary>Services, names and addresses.</summary>
    Service,

    /// <summary>Something was changed.</summary>
    Change,
}

/// <summary>Which family a cause is of.</summary>
internal static class CauseFamilies
{
    public static CauseFamily Of(string cause) => cause switch
    {
        Causes.IncorrectImage or Causes.RegistryDns or Causes.RegistryUnreachable or Causes.RegistryRateLimited or Causes.MissingPullSecret or
            Causes.ImagePlatform => CauseFamily.Image,
        Causes.LivenessPort or Causes.LivenessProtocol or Causes.LivenessTiming or Causes.LivenessPath or Causes.ReadinessPort or
            Causes.ReadinessProtocol or Causes.ReadinessPath => CauseFamily.Probe,
        Causes.CpuCapacity or Causes.MemoryCapacity or Causes.PodCapacity or Causes.NodeSelector or Causes.NodeAffinity or Causes.NodeCordon or
            Causes.Taint or Causes.AntiAffinity or Causes.Unschedulable => CauseFamily.Scheduling,
        Causes.CpuQuota or Causes.MemoryQuota or Causes.PodQuota or Causes.ServiceQuota or Causes.StorageQuota => CauseFamily.Quota,
        Causes.MissingServiceAccount or Causes.PodSecurity or Causes.Webhook or Causes.Forbidden => CauseFamily.Admission,
        Causes.MissingConfigMap or Causes.MissingSecret or Causes.MissingConfigKey or Causes.SecurityContext => CauseFamily.Reference,
        Causes.MissingClaim or Causes.ClaimStorageClass or Causes.ClaimCapacity or Causes.ClaimAccessMode or Causes.ClaimSelector or Causes.VolumeOccupied or
            Causes.ClaimUnbound or Causes.Provisioning or Causes.VolumeMount or Causes.VolumePermission or Causes.VolumeMultiAttach or
            Causes.VolumeZone => CauseFamily.Storage,
        Causes.NodeNotReady or Causes.NodeRebooted or Causes.Kubelet or Causes.Containerd or Causes.KubeProxy or Causes.Scheduler or
            Causes.NodePacketLoss or Causes.MemoryPressure or Causes.DiskPressure or Causes.PidPressure => CauseFamily.Node,
        Causes.ServiceSelector or Causes.ServicePort or Causes.ServiceProtocol or Causes.ServiceAddress or Causes.Dns or Causes.ZeroReplicas or
            Causes.DatabaseCredentials => CauseFamily.Service,
        Causes.Rollout or Causes.Scaled or Causes.Cordoned or Causes.SelectorChanged or Causes.ConfigurationChanged => CauseFamily.Change,
        _ => CauseFamily.Container,
    };
}
