// What the recordings are of, so that the alerts that rules raise on them can be held against it: techniques and tactics of MITRE ATT&CK.

/**
 * By recording: techniques, tactics, and whether both are the publisher's own (OTRF Security-Datasets, `datasets/atomic/_metadata`);
 * otherwise they are what the recording's name says. The publisher gives no technique for the federation server.
 */
export const recordedAttacks = new Map(
  Object.entries({
    aadinternals_export_adfsdatabaseconfig_remotely: of([], ['LateralMovement'], true),
    auditpol_system_user_auditpolicy_modification: of(['T1562.002'], ['DefenseEvasion']),
    cmd_disable_eventlog_service_startuptype_modification_via_registry: of(['T1562.002'], ['DefenseEvasion']),
    cmd_discover_iexplorer_version_registry: of(['T1518'], ['Discovery'], true),
    cmd_dumping_ntds_dit_file_ntdsutil: of(['T1003.003'], ['CredentialAccess']),
    cmd_lsass_memory_dumpert_syscalls: of(['T1003.001'], ['CredentialAccess']),
    cmd_mshta_javascript_getobject_sct: of(['T1218.005'], ['DefenseEvasion']),
    cmd_netsh_fw_mod_open_ports: of(['T1562.004'], ['DefenseEvasion']),
    cmd_process_herpaderping_snippingtool: of(['T1055'], ['PrivilegeEscalation', 'DefenseEvasion'], true),
    cmd_psexec_lsa_secrets_dump: of(['T1003.004'], ['CredentialAccess'], true),
    cmd_sam_copy_esentutl: of(['T1003.002'], ['CredentialAccess']),
    cmd_seatbelt_group_user: of(['T1012'], ['Discovery'], true),
    cmd_sharpview_pcre_net: of(['T1059'], ['Execution'], true),
    covenant_com_wsman_automation: of(['T1021.006'], ['LateralMovement']),
    covenant_copy_smb_CreateRequest: of(['T1021.002'], ['LateralMovement']),
    covenant_dcom_executeexcel4macro_blocked: of(['T1021.003'], ['LateralMovement']),
    covenant_getdomaingroup_ldap_searchrequest_domain_admins: of(['T1069.002'], ['Discovery']),
    covenant_lolbin_wuauclt_createremotethread: of(['T1218'], ['DefenseEvasion'], true),
    covenant_psremoting_command: of(['T1021.006'], ['LateralMovement']),
    covenant_psremoting_grunt: of(['T1021.006'], ['LateralMovement']),
    covenant_sc_query_dcerpc_smb_svcctl: of(['T1021.002'], ['LateralMovement'], true),
    covenant_sharpsc_start_dcerpc_smb_svcctl: of(['T1021.002'], ['LateralMovement'], true),
    covenant_wmi_wbemcomn_dll_hijack: of(['T1047'], ['Execution', 'LateralMovement'], true),
    empire_find_localadmin_smb_svcctl_OpenSCManager: of(['T1069'], ['Discovery']),
    empire_launcher_vbs: of(['T1059.005'], ['Execution']),
    empire_mimikatz_lsadump_patch: of(['T1003.001'], ['CredentialAccess'], true),
    empire_msbuild_dcerpc_wmi_smb: of(['T1127.001', 'T1047'], ['DefenseEvasion', 'LateralMovement']),
    empire_persistence_registry_modification_run_keys_elevated_user: of(['T1547.001'], ['Persistence']),
    empire_powerdump_sam_access: of(['T1003.002'], ['CredentialAccess'], true),
    empire_shell_rpc_samr_smb_group_domain_admins_standard_user: of(['T1069.002'], ['Discovery']),
    empire_smbexec_dcerpc_smb_svcctl: of(['T1021.002', 'T1569.002'], ['LateralMovement', 'Execution']),
    empire_wmi_dcerpc_wmi_IWbemServices_ExecMethod: of(['T1047'], ['Execution', 'LateralMovement'], true),
    'mimikatz_CVE-2020-1472_Unauthenticated_NetrServerAuthenticate2': of(['T1210'], ['LateralMovement'], true),
    msf_record_mic: of(['T1123'], ['Collection'], true),
    psh_control_panel_execution: of(['T1218.002'], ['DefenseEvasion']),
    psh_mavinject_dll_notepad: of(['T1218.013', 'T1055.001'], ['DefenseEvasion']),
    psh_metasploit_stop_netprofm_eventlog_after_reboot: of(['T1562.002'], ['DefenseEvasion']),
    psh_mshta_html_application_execution: of(['T1218.005'], ['DefenseEvasion']),
    psh_powershell_httplistener: of(['T1059.001'], ['Execution'], true),
    psh_python_webserver: of(['T1059'], ['Execution'], true),
    psh_register_cimprovider_execute_dll: of(['T1218'], ['DefenseEvasion']),
    psh_stop_event_logging_controlset001_minint_key: of(['T1562.002'], ['DefenseEvasion']),
    psh_stop_event_logging_controlset_minint_key: of(['T1562.002'], ['DefenseEvasion']),
    rdp_interactive_taskmanager_lsass_dump: of(['T1003.001'], ['CredentialAccess']),
    reg_disable_eventlog_service_startuptype_modification_via_registry: of(['T1562.002'], ['DefenseEvasion']),
    reg_stop_event_logging_controlset001_minint_key: of(['T1562.002'], ['DefenseEvasion']),
    reg_stop_event_logging_controlset_minint_key: of(['T1562.002'], ['DefenseEvasion']),
  }),
);

function of(techniques, tactics, isPublished = false) {
  return { techniques, tactics, isPublished };
}
