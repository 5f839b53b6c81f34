# Debian packages out of what `make dist` packs, as somebody builds them who has nothing but that.
#     make deb [debdir=DIR] [DEB_FLAGS='flags of dpkg-buildpackage']
debdir = deb
deb:
	rm -rf '$(debdir)' && $(MKDIR_P) '$(debdir)'
	$(MAKE) $(AM_MAKEFLAGS) distdir distdir='$(debdir)/$(PACKAGE)-$(VERSION)'
	cd '$(debdir)/$(PACKAGE)-$(VERSION)' && \
		env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u MAKEOVERRIDES dpkg-buildpackage -us -uc $(DEB_FLAGS)
.PHONY: deb
clean-local:
	rm -rf deb
EXTRA_DIST += debian/local.mk debian/changelog debian/control debian/copyright debian/rules debian/source/format \
	debian/hooklet.install debian/hooklet-doc.install debian/libhooklet-dev.install \
	debian/hooklet.postinst debian/hooklet.prerm debian/hooklet.postrm \
	debian/hooklet.lintian-overrides \
	tests/system/install.list tests/system/deb/inside.sh tests/system/deb/overlay.sh \
	tests/system/deb/machine.mjs tests/system/deb/setups.mjs tests/system/deb/prepare.sh
