namespace KgRca.RootCause.Taxonomy;

/// <summary>The ids of causes. <see cref="CauseClasses"/> says what each means and what to do.</summary>
internal static class Causes
{
    public const string OomKilled = "oom_killed";
    public const string ContainerCrash = "container_crash";
    public const string ApplicationError = "application_error";
    public const string DependencyUnavailable = "dependency_unavailable";
    public const string LogLineStopped = "log_line_stopped";
    public const string RolloutStuck = "rollout_stuck";
    public const string JobFailed = "job_failed";
    public const string JobDeadline = "job_deadline_exceeded";
    public const string MissedSchedule = "cron_job_missed_schedule";
    public const string AutoscalerMetrics = "autoscaler_metrics_unavailable";
    public const string AutoscalerTarget = "autoscaler_target_missing";
    public const string AutoscalerMaximum = "autoscaler_at_maximum";
    public const string AutoscalerOverlap = "autoscaler_overlap";
    public const string Suspended = "workload_suspended";
    public const string BudgetBlocks = "disruption_budget_blocks";
    public const string BudgetOverlap = "disruption_budget_overlap";
    public const string TerminationStuck = "pod_termination_stuck";
    public const string Certificate = "certificate_invalid";
    public const string RbacForbidden = "rbac_forbidden";
    public const string DiskFull = "volume_full";
    public const string FileDescriptors = "file_descriptors_exhausted";
    public const string EphemeralStorage = "ephemeral_storage_exceeded";
    public const string InvalidCommand = "container_command_invalid";
    public const string LifecycleHook = "lifecycle_hook_failed";
    public const string SecurityContext = "security_context_conflict";
    public const string CpuOverload = "pod_cpu_overload";
    public const string PodNetworkDelay = "pod_network_delay";
    public const string SlowByItself = "service_slow_by_itself";
    public const string PortConflict = "service_sidecar_port_conflict";

    public const string IncorrectImage = "incorrect_image_reference";
    public const string RegistryDns = "image_registry_dns_failure";
    public const string RegistryUnreachable = "image_registry_unreachable";
    public const string RegistryRateLimited = "image_registry_rate_limited";
    public const string MissingPullSecret = "missing_image_pull_secret";
    public const string ImagePlatform = "image_platform_mismatch";
    public const string ImageSignature = "image_signature_invalid";

    public const string LivenessPort = "liveness_probe_incorrect_port";
    public const string LivenessProtocol = "liveness_probe_incorrect_protocol";
    public const string LivenessTiming = "liveness_probe_incorrect_timing";
    public const string LivenessPath = "liveness_probe_incorrect_path";
    public const string ReadinessPort = "readiness_probe_incorrect_port";
    public const string ReadinessProtocol = "readiness_probe_incorrect_protocol";
    public const string ReadinessPath = "readiness_probe_incorrect_path";

    public const string CpuCapacity = "cpu_capacity_mismatch";
    public const string MemoryCapacity = "memory_capacity_mismatch";
    public const string PodCapacity = "pod_capacity_exceeded";
    public const string NodeSelector = "node_selector_mismatch";
    public const string NodeAffinity = "node_affinity_mismatch";
    public const string NodeCordon = "node_cordon_mismatch";
    public const string Taint = "taint_toleration_mismatch";
    public const string AntiAffinity = "pod_anti_affinity_conflict";
    public const string Affinity = "pod_affinity_mismatch";
    public const string TopologySpread = "pod_topology_spread_conflict";
    public const string HostPort = "host_port_conflict";
    public const string ResourceCapacity = "resource_capacity_mismatch";
    public const string DeviceClaim = "missing_resource_claim";
    public const string SchedulingGate = "pod_scheduling_gated";
    public const string UnknownScheduler = "pod_scheduler_missing";
    public const string Preempted = "pod_preempted";
    public const string Unschedulable = "pod_unschedulable";

    public const string CpuQuota = "namespace_cpu_quota_exceeded";
    public const string MemoryQuota = "namespace_memory_quota_exceeded";
    public const string PodQuota = "namespace_pod_quota_exceeded";
    public const string ServiceQuota = "namespace_service_quota_exceeded";
    public const string ObjectQuota = "namespace_object_quota_exceeded";
    public const string StorageQuota = "namespace_storage_quota_exceeded";
    public const string MissingServiceAccount = "missing_service_account";
    public const string MissingPodClass = "missing_pod_class";
    public const string PodSecurity = "pod_security_violation";
    public const string Webhook = "admission_webhook_unavailable";
    public const string WebhookDenied = "admission_webhook_denied";
    public const string LimitRange = "limit_range_violated";
    public const string InvalidTemplate = "pod_template_invalid";
    public const string QuotaNeedsRequests = "quota_needs_requests";
    public const string NamespaceStuck = "namespace_deletion_stuck";
    public const string ApiService = "api_service_unavailable";
    public const string Forbidden = "admission_forbidden";

    public const string MissingConfigMap = "missing_config_map";
    public const string MissingSecret = "missing_secret_binding";
    public const string MissingConfigKey = "missing_config_key";
    public const string MissingClaim = "missing_persistent_volume_claim";

    public const string ClaimStorageClass = "pvc_storage_class_mismatch";
    public const string OwnerElsewhere = "owner_in_other_namespace";
    public const string ClaimCapacity = "pvc_capacity_mismatch";
    public const string ClaimAccessMode = "pvc_access_mode_mismatch";
    public const string ClaimSelector = "pvc_selector_mismatch";
    public const string VolumeOccupied = "pv_binding_occupied";
    public const string VolumeLost = "pv_lost";
    public const string ClaimUnbound = "pvc_not_bound";
    public const string Provisioning = "volume_provisioning_failed";
    public const string VolumeMount = "volume_mount_failed";
    public const string VolumePermission = "volume_mount_permission_denied";
    public const string VolumeDriver = "volume_driver_missing";
    public const string VolumeMultiAttach = "volume_multi_attach";
    public const string VolumeZone = "volume_node_affinity_conflict";

    public const string NodeNotReady = "node_not_ready";
    public const string NodeRemoved = "node_removed";
    public const string NodeUninitialized = "node_uninitialized";
    public const string NodeRebooted = "node_rebooted";
    public const string Kubelet = "kubelet_unavailable";
    public const string Containerd = "containerd_unavailable";
    public const string KubeProxy = "kube_proxy_unavailable";
    public const string Scheduler = "kube_scheduler_unavailable";
    public const string NodeNetworkDelay = "node_network_delay";
    public const string NodeNetwork = "node_network_unavailable";
    public const string NodeProblem = "node_problem";
    public const string NodePacketLoss = "node_network_packet_loss";
    public const string MemoryPressure = "node_memory_pressure";
    public const string DiskPressure = "node_disk_pressure";
    public const string PidPressure = "node_pid_pressure";
    public const string PodSandbox = "pod_sandbox_failed";

    public const string ServiceSelector = "service_selector_mismatch";
    public const string ServicePort = "service_port_mapping_mismatch";
    public const string ServiceProtocol = "service_protocol_mismatch";
    public const string ServiceAddress = "service_env_var_address_mismatch";
    public const string Dns = "service_dns_resolution_failure";
    public const string IngressBackend = "ingress_backend_missing";
    public const string IngressPort = "ingress_port_mismatch";
    public const string IngressCertificate = "ingress_certificate_missing";
    public const string IngressClass = "ingress_class_missing";
    public const string IngressConflict = "ingress_conflict";
    public const string NetworkPolicyBlocks = "network_policy_blocks";
    public const string NetworkPolicyBlocksDns = "network_policy_blocks_dns";
    public const string GatewayMisroute = "gateway_misroute";
    public const string Gateway = "gateway_not_programmed";
    public const string GoverningService = "governing_service_missing";
    public const string ServiceEndpoints = "service_endpoints_missing";
    public const string LoadBalancer = "load_balancer_failed";
    public const string ZeroReplicas = "deployment_zero_replicas";
    public const string DatabaseCredentials = "mysql_invalid_credentials";
    public const string DatabasePort = "mysql_invalid_port";
    public const string DatabaseConnections = "db_connection_exhaustion";
    public const string DatabaseReadOnly = "db_read_only";

    public const string CertificateNotIssued = "certificate_not_issued";
    public const string ExternalSecret = "external_secret_not_synced";
    public const string GitOps = "gitops_not_applied";
    public const string CustomResource = "custom_resource_not_ready";

    public const string Rollout = "rollout";
    public const string Scaled = "scaled";
    public const string Cordoned = "node_cordoned";
    public const string SelectorChanged = "service_changed";
    public const string ConfigurationChanged = "configuration_changed";
}
