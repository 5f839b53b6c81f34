# Units of systemd, and what makes their users and directories; the names in @ @ are places of this installation.
rundir = /run/hooklet
statedir = $(localstatedir)/lib/hooklet
workhome = $(localstatedir)/lib/hooklet-work
sysusersdir = $(prefix)/lib/sysusers.d
tmpfilesdir = $(prefix)/lib/tmpfiles.d
systemdsystempresetdir = $(prefix)/lib/systemd/system-preset

systemd_made = systemd/hooklet@.socket systemd/hooklet@.service systemd/hooklet-worker.service systemd/hooklet-prune.service \
	systemd/sysusers.d/hooklet.conf systemd/tmpfiles.d/hooklet.conf
if WITH_SYSTEMD
systemdsystemunit_DATA = systemd/hooklet@.socket systemd/hooklet@.service systemd/hooklet-worker.service \
	systemd/hooklet-prune.service systemd/hooklet-prune.timer systemd/hooklet.target
systemdsystempreset_DATA = systemd/90-hooklet.preset
sysusers_DATA = systemd/sysusers.d/hooklet.conf
tmpfiles_DATA = systemd/tmpfiles.d/hooklet.conf
endif
dist_doc_DATA += doc/supervisor.md doc/systemd.md
CLEANFILES += $(systemd_made)
EXTRA_DIST += $(systemd_made:=.in) systemd/hooklet-prune.timer systemd/hooklet.target systemd/90-hooklet.preset

systemd/hooklet@.socket: $(srcdir)/systemd/hooklet@.socket.in
systemd/hooklet@.service: $(srcdir)/systemd/hooklet@.service.in
systemd/hooklet-worker.service: $(srcdir)/systemd/hooklet-worker.service.in
systemd/hooklet-prune.service: $(srcdir)/systemd/hooklet-prune.service.in
systemd/sysusers.d/hooklet.conf: $(srcdir)/systemd/sysusers.d/hooklet.conf.in
systemd/tmpfiles.d/hooklet.conf: $(srcdir)/systemd/tmpfiles.d/hooklet.conf.in
$(systemd_made): Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D)
	$(AM_V_at)$(SED) -e 's|[@]bindir@|$(bindir)|g' -e 's|[@]programdir@|$(programdir)|g' -e 's|[@]confdir@|$(sysconfdir)/hooklet|g' \
		-e 's|[@]statedir@|$(statedir)|g' -e 's|[@]workhome@|$(workhome)|g' -e 's|[@]rundir@|$(rundir)|g' \
		-e 's|[@]webgroup@|$(WEB_GROUP)|g' '$(srcdir)/$@.in' >$@.new
	$(AM_V_at)mv $@.new $@
