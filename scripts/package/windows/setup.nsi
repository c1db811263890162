; Setup for Windows: per user, without an administrator. release.ts runs makensis with VERSION, FILES (the folder to
; install), HERE (this folder) and OUT. Silent: /S, with /AUTOSTART to start with Windows, /D=FOLDER last.
; Exit code 5: the running program did not end, or another program held its files.
Target amd64-unicode
Unicode true
; The tests make Setup with FAST: a tenth of the time, four times as large.
!ifdef FAST
  SetCompress off
!else
  SetCompressor /SOLID lzma
!endif
SetDatablockOptimize on
SetDateSave off
!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh

!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Sequential"
!define RUN_KEY "Software\Microsoft\Windows\CurrentVersion\Run"
!define PROGRAM '"$INSTDIR\node.exe" "$INSTDIR\app\dist\sequential.js"'
!define ARGUMENTS '"$INSTDIR\app\dist\sequential.js" open'

Name "Sequential"
Var WasRunning
OutFile "${OUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\Sequential"
InstallDirRegKey HKCU "Software\Sequential" "InstallFolder"
BrandingText "Sequential ${VERSION}"
ManifestDPIAware true
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "Sequential"
VIAddVersionKey FileDescription "Sequential Setup"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey LegalCopyright "MIT licence"

!define MUI_ICON "${HERE}/sequential.ico"
!define MUI_UNICON "${HERE}/sequential.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${HERE}/setup-side.bmp"
!define MUI_UNWELCOMEFINISHPAGE_BITMAP "${HERE}/setup-side.bmp"
!define MUI_COMPONENTSPAGE_SMALLDESC
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_TITLE "Sequential is installed"
!define MUI_FINISHPAGE_TEXT "The control panel opens in your browser. Three steps there put the first overlay into OBS."
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_TEXT "Start Sequential and open its control panel"
!define MUI_FINISHPAGE_RUN_FUNCTION StartProgram
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; Runs a command of the program without the console window that Windows would give it.
!macro RunHidden WORDS
  ExecShell "open" "$INSTDIR\node.exe" '"$INSTDIR\app\dist\sequential.js" ${WORDS}' SW_HIDE
!macroend

; Asks the running program to end by closing its hidden window, and waits until Windows lets node.exe be replaced.
!macro StopProgram un
Function ${un}StopProgram
  StrCpy $1 0
  StrCpy $WasRunning 0
  again:
    FindWindow $0 "SequentialTray"
    ${If} $0 P<> 0
      StrCpy $WasRunning 1
      SendMessage $0 ${WM_CLOSE} 0 0 /TIMEOUT=2000
    ${ElseIfNot} ${FileExists} "$INSTDIR\node.exe"
      Return
    ${Else}
      ; The window goes before the process does, and a program in a console has none.
      ClearErrors
      FileOpen $2 "$INSTDIR\node.exe" a
      ${IfNot} ${Errors}
        FileClose $2
        Return
      ${EndIf}
      StrCpy $WasRunning 1
      ${If} $1 == 4
        nsExec::Exec '${PROGRAM} stop'
        Pop $3
      ${EndIf}
    ${EndIf}
    IntOp $1 $1 + 1
    ${If} $1 < 60
      Sleep 250
      Goto again
    ${EndIf}
    MessageBox MB_OK|MB_ICONEXCLAMATION "Sequential is still running. Quit it from its icon beside the clock, then start Setup again." /SD IDOK
    SetErrorLevel 5
    Abort
FunctionEnd
!macroend
!insertmacro StopProgram ""
!insertmacro StopProgram "un."

; Removes a folder. A virus scanner or a back-up that holds one of its files lets go of it soon.
Function un.RemoveFolder
  Pop $4
  StrCpy $1 0
  ${Do}
    RMDir /r "$4"
    ${IfNot} ${FileExists} "$4\*.*"
      Return
    ${EndIf}
    Sleep 250
    IntOp $1 $1 + 1
  ${LoopUntil} $1 == 20
FunctionEnd

; Moves the program of the version before aside in one step, so that a file which another program holds never leaves half
; a program behind. Windows does not rename a folder while one of its files is held.
Function MoveOldAside
  StrCpy $1 0
  ${DoWhile} ${FileExists} "$INSTDIR\app\*.*"
    RMDir /r "$INSTDIR\app.old"
    ClearErrors
    Rename "$INSTDIR\app" "$INSTDIR\app.old"
    ${If} ${Errors}
      IntOp $1 $1 + 1
      ${If} $1 == 60
        ${If} $WasRunning == 1
          !insertmacro RunHidden 'open --background'
        ${EndIf}
        MessageBox MB_OK|MB_ICONEXCLAMATION "Another program holds files of Sequential, perhaps a virus scanner. Nothing was changed. Start Setup again in a minute." /SD IDOK
        SetErrorLevel 5
        Abort
      ${EndIf}
      Sleep 250
    ${EndIf}
  ${Loop}
FunctionEnd

Function StartProgram
  SetOutPath "$INSTDIR"
  !insertmacro RunHidden 'open'
FunctionEnd

Section "Sequential" Main
  SectionIn RO
  Call StopProgram
  ; Names of program files carry hashes, so those of an older version would stay.
  Call MoveOldAside
  SetOutPath "$INSTDIR"
  File "${FILES}/node.exe"
  ; Held by another program they stay as they are, which does no harm.
  SetOverwrite try
  File "${FILES}/sequential.ico"
  File "${FILES}/sequential.cmd"
  File "${FILES}/LICENSES.txt"
  SetOverwrite on
  SetOutPath "$INSTDIR\app"
  File /r "${FILES}/app/*"
  SetOutPath "$INSTDIR"
  ; What another program still holds goes with the next upgrade.
  RMDir /r "$INSTDIR\app.old"
  CreateShortCut "$SMPROGRAMS\Sequential.lnk" "$INSTDIR\node.exe" '${ARGUMENTS}' "$INSTDIR\sequential.ico" 0 SW_SHOWMINIMIZED "" "Live telemetry for OBS"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKCU "Software\Sequential" "InstallFolder" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "Sequential"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "Sequential"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\sequential.ico"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" "$0"
  ; A silent upgrade has no last page that starts it.
  ${If} ${Silent}
  ${AndIf} $WasRunning == 1
    !insertmacro RunHidden 'open --background'
  ${EndIf}
SectionEnd

; Not ticked: an upgrade only adds, so what the user chose before stays.
Section /o "Start with Windows" Autostart
  WriteRegStr HKCU "${RUN_KEY}" "Sequential" '${PROGRAM} open --background'
SectionEnd

Section /o "Shortcut on the desktop" Desktop
  CreateShortCut "$DESKTOP\Sequential.lnk" "$INSTDIR\node.exe" '${ARGUMENTS}' "$INSTDIR\sequential.ico" 0 SW_SHOWMINIMIZED "" "Live telemetry for OBS"
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${Main} "The program, in your own user folder."
  !insertmacro MUI_DESCRIPTION_TEXT ${Autostart} "Waits beside the clock from the moment you log on."
  !insertmacro MUI_DESCRIPTION_TEXT ${Desktop} "Starts Sequential from the desktop."
!insertmacro MUI_FUNCTION_DESCRIPTION_END

Function .onInit
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/AUTOSTART" $R1
  ${IfNot} ${Errors}
    !insertmacro SelectSection ${Autostart}
  ${EndIf}
FunctionEnd

Section "un.Sequential" UnMain
  SectionIn RO
  Call un.StopProgram
  Delete "$SMPROGRAMS\Sequential.lnk"
  Delete "$DESKTOP\Sequential.lnk"
  Push "$INSTDIR\app"
  Call un.RemoveFolder
  RMDir /r "$INSTDIR\app.old"
  Delete "$INSTDIR\node.exe"
  Delete "$INSTDIR\sequential.ico"
  Delete "$INSTDIR\sequential.cmd"
  Delete "$INSTDIR\LICENSES.txt"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegValue HKCU "${RUN_KEY}" "Sequential"
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
  DeleteRegKey HKCU "Software\Sequential"
SectionEnd

Section /o "un.My laps, themes and settings" UnData
  Push "$APPDATA\Sequential"
  Call un.RemoveFolder
SectionEnd

; Silent: /DATA removes laps, themes and settings as well.
Function un.onInit
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/DATA" $R1
  ${IfNot} ${Errors}
    !insertmacro SelectSection ${UnData}
  ${EndIf}
FunctionEnd
